public import Logging
internal import OverlayCore
internal import OverlayRuntime

/// How a node inside an application is to run.
public struct SelvedgeConfiguration: Sendable {
  let state: StateDirectory
  /// Settings in place of the directory's.
  private var settings: String?
  /// The UDP addresses to listen on, such as `0.0.0.0:7272`; port 0 lets the kernel choose. Nil for
  /// those of the state directory's `config.yaml`, or for a port of the loopback where there is none.
  public var listen: [String]?
  /// The addresses that others are told, where they are not those that are listened on.
  public var advertise: [String]?
  /// Where the node says what it does; nowhere unless set.
  public var logger = Logger(label: "selvedge") { _ in SwiftLogNoOpLogHandler() }

  /// A node in a state directory that `selvedge join` or `selvedge network create` has set up. Its
  /// `config.yaml` holds, except that there is no network device, which would need root. While it runs,
  /// `selvedge status --state DIR` and the like show it.
  public init(stateDirectory path: String) {
    state = StateDirectory(path: path)
  }

  /// A node in memory, which listens on the loopback unless told otherwise.
  ///
  /// - Parameter settings: what a state directory's `config.yaml` would say, such as metrics of the
  ///   application's own and classes that use them.
  public init(_ membership: Membership, settings: String? = nil) {
    state = membership.state
    self.settings = settings
  }

  /// The settings for the node's loop.
  ///
  /// - Parameter environment: the process's, for overrides such as `SELVEDGE_LISTEN`.
  func daemon(environment: [String: String]) throws(SelvedgeError) -> DaemonConfiguration {
    var settings: DaemonConfiguration
    do {
      if let own = self.settings { try state.write(Array(own.utf8), to: .configuration) }
      settings = try state.loadConfiguration(environment: environment)
    } catch let error as any ExplainedError {
      throw .refused(problem: error.problem, remedy: error.remedy)
    } catch {
      throw .refused(problem: "\(error)", remedy: "Mend the file.")
    }
    settings.tun.enabled = false
    // The thread is part of somebody's program, which knows best what comes first.
    settings.priority = .normal
    if state.isInMemory, listen == nil {
      settings.listen = [UnderlayAddress(ipv4: 0x7f00_0001, port: 0)]
    }
    if let listen { settings.listen = try Self.addresses(listen, "listen") }
    if let advertise { settings.advertise = try Self.addresses(advertise, "advertise") }
    return settings
  }

  private static func addresses(
    _ texts: [String], _ setting: String
  ) throws(SelvedgeError) -> [UnderlayAddress] {
    var addresses: [UnderlayAddress] = []
    for text in texts {
      guard let address = UnderlayAddress(text) else {
        throw .refused(
          problem: "`\(text)` under `\(setting)` is no address and port",
          remedy: "Write it as 192.0.2.1:7272 or [2001:db8::1]:7272.")
      }
      addresses.append(address)
    }
    return addresses
  }
}
