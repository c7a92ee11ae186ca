internal import ArgumentParser
internal import Glibc
internal import Logging
internal import OverlayCore
internal import OverlayProxy
internal import OverlayRuntime

/// Serves SOCKS5 into the overlay.
struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Run a SOCKS5 proxy that leads into the overlay; needs no root.",
    discussion: """
      Any program that can use a SOCKS5 proxy reaches the overlay through it, by address or by a \
      member's name; programs that cannot are run with `selvedge exec`. Destinations outside of the \
      overlay are refused, so it cannot be used to reach the rest of the Internet. TCP only (the \
      command CONNECT), without a password: whoever reaches the address may use it.

      Examples:
        selvedge proxy
        curl --socks5-hostname 127.0.0.1:1080 http://beta.selvedge:8080/
        ssh -o ProxyCommand='nc -X 5 -x 127.0.0.1:1080 %h %p' beta.selvedge

      Where the daemon has a network device, connections go through that; else the proxy has \
      namespaces of its own as `selvedge exec` does. Runs in the foreground until it gets SIGINT or \
      SIGTERM.
      """)

  @Option(
    help: ArgumentHelp(
      "The address and TCP port to listen on; port 0 for any that is free.", valueName: "ip:port"))
  var listen = EndpointArgument(UnderlayAddress(ipv4: 0x7f00_0001, port: 1080))

  @Option(name: .customLong("class"), help: "The class that all connections travel in.")
  var trafficClass: ClassArgument?

  @Option(help: ArgumentHelp("Connections at a time; more have to wait.", valueName: "count"))
  var connections = ProxyLimits.standard.connections

  @Option(
    help: ArgumentHelp(
      "How long a connection may be silent before it is closed.", valueName: "time"))
  var idle = DurationArgument(seconds: UInt64(ProxyLimits.standard.idleSeconds))

  /// The listening socket, in the process inside the namespaces.
  @Option(help: .hidden)
  var inheritedListener: Int32?

  @OptionGroup var state: StateOptions

  func validate() throws {
    guard 1...4_096 ~= connections else {
      throw ValidationError("The number of connections must be from 1 to 4096.")
    }
  }

  func run() async throws {
    if let inheritedListener { return try await serve(inheritedListener) }
    var report: StatusReport?
    try state.ask(.status) { if case .status(let status) = $0 { report = status } }
    guard let report else { throw CommandError.unexpectedAnswer }
    let mode = ProxyMode(report, trafficClass: trafficClass?.name)
    let listener = try listener(isInherited: mode == .namespace)
    announce(listener.address)
    switch mode {
    case .host: try await serve(listener.descriptor)
    case .namespace: try runInside(listener)
    }
  }

  private func listener(isInherited: Bool) throws -> StreamListener {
    do throws(SystemError) {
      return try StreamListener(bindingTo: listen.address, isInherited: isInherited)
    } catch {
      throw CommandError.cannotListen("\(listen.address)", error)
    }
  }

  private func announce(_ address: UnderlayAddress) {
    StandardOutput.note("selvedge: SOCKS5 proxy on \(address)")
    guard !address.isLoopback else { return }
    StandardOutput.note(
      "selvedge: warning: whoever reaches \(address) can use the overlay as this node")
  }

  private func serve(_ listener: Int32) async throws {
    // A client that hangs up is an error to be handled, not an end.
    signal(SIGPIPE, SIG_IGN)
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "selvedge")
    logger.logLevel = Logger.Level(rawValue: try state.configuration().logLevel.rawValue) ?? .info
    let proxy = SOCKSProxy(
      destinations: OverlayDestinations(controlPath: state.directory.path(of: .control)),
      limits: ProxyLimits(
        connections: connections, openingSeconds: ProxyLimits.standard.openingSeconds,
        idleSeconds: Int64(idle.seconds)),
      logger: logger)
    try await proxy.serve(listener: listener)
  }

  /// Runs this very command again, inside.
  private func runInside(_ listener: borrowing StreamListener) throws {
    let command = [
      "/proc/self/exe", "proxy", "--inherited-listener", "\(listener.descriptor)",
      "--connections", "\(connections)", "--idle", "\(idle.seconds)s", "--state",
      state.directory.path,
    ]
    let program = OverlayProgram(
      command, controlPath: state.directory.path(of: .control),
      trafficClass: trafficClass?.name, ports: [])
    let status = try program.run { StandardOutput.note("selvedge: \($0)") }
    // The signals that are to end a proxy are no failure.
    if status != 128 + SIGINT, status != 128 + SIGTERM { throw ExitCode(status) }
  }
}
