internal import CLinuxNet
internal import OverlayCore
internal import OverlaySecurity
internal import Synchronization

/// What the daemon changes of its host so that prefixes and exits work, and takes back at its end.
///
/// Everything goes into places of its own: a routing table with two rules that lead there, an nftables
/// table. What was changed stands in the state directory before it is changed, so that after a crash
/// the next start, or `selvedge down`, takes it back. Left alone, the remains do no harm: the routes
/// went with the network device, and rules that lead to an empty table lead on.
public final class HostSetup: Sendable {
  private struct Books {
    var changes = HostChanges()
    var routes: Set<AddressPrefix> = []
    var generation = 0
    var isOver = false
  }

  private let state: StateDirectory
  private let device: String
  private let books = Mutex(Books())

  /// Datagrams of the network below carry it, so that they never take the overlay's own routes.
  static let mark: UInt32 = 0x7272
  private static let tableBase = 7_272_000
  private static let ruleBase = 31_000
  private static let rulesMax = 800

  /// Takes back what an earlier daemon left, and is ready to set up for a network device.
  init(state: StateDirectory, device: String) {
    self.state = state
    self.device = device
    Self.clean(state)
  }

  deinit {
    undo()
  }

  /// Takes back what the state directory says was changed, by a daemon that is gone; whether there
  /// was anything. The caller holds the directory's lock.
  @discardableResult
  public static func clean(_ state: StateDirectory) -> Bool {
    guard let bytes = try? state.read(.host), !bytes.isEmpty,
      let changes = try? ControlCoding.decode(HostChanges.self, from: bytes), !changes.isEmpty
    else { return false }
    takeBack(changes)
    try? state.write([], to: .host)
    return true
  }

  /// Takes everything back.
  func undo() {
    books.withLock { books in
      guard !books.isOver else { return }
      books.isOver = true
      guard !books.changes.isEmpty else { return }
      Self.takeBack(books.changes)
      try? state.write([], to: .host)
    }
  }

  private static func takeBack(_ changes: HostChanges) {
    if let routing = changes.routing {
      for family in ["-4", "-6"] {
        for rule in [routing.rule, routing.rule + 1] {
          _ = try? HostTool.ip.run([family, "rule", "del", "pref", "\(rule)"])
        }
        _ = try? HostTool.ip.run([family, "route", "flush", "table", "\(routing.table)"])
      }
    }
    if let firewall = changes.firewall {
      _ = try? HostTool.nft.run(["delete", "table", "inet", firewall])
    }
    for (path, value) in changes.settings { try? KernelSetting(path: path).set(value) }
  }

  private func note(
    _ books: inout Books, _ change: (inout HostChanges) -> Void
  ) throws(StateError) {
    var changes = books.changes
    change(&changes)
    guard changes != books.changes else { return }
    let line: [UInt8]
    do throws(ControlError) {
      line = try ControlCoding.line(changes)
    } catch {
      throw .damaged(file: state.path(of: .host), reason: error.problem)
    }
    try state.write(line, to: .host)
    books.changes = changes
  }

  // MARK: Settings of the kernel

  /// Sets a setting of the kernel to 1 until the end.
  func switchOn(_ setting: KernelSetting) throws(EdgeError) {
    guard let before = setting.value, before != "1" else { return }
    let result = books.withLock { books -> Result<Void, EdgeError> in
      do throws(StateError) {
        try note(&books) { $0.settings[setting.path] = before }
      } catch {
        return .failure(.state(error))
      }
      do throws(SystemError) {
        try setting.set("1")
      } catch {
        return .failure(.kernelSetting(name: setting.name, error))
      }
      return .success(())
    }
    try result.get()
  }

  // MARK: The firewall

  /// Replaces the nftables table of this node.
  func setFirewall(_ firewall: HostFirewall) throws(EdgeError) {
    let result = books.withLock { books -> Result<Void, EdgeError> in
      do throws(StateError) {
        try note(&books) { $0.firewall = firewall.table }
      } catch {
        return .failure(.state(error))
      }
      do throws(HostToolError) {
        try HostTool.nft.run(["-f", "-"], input: firewall.script)
      } catch {
        return .failure(.tool(error))
      }
      return .success(())
    }
    try result.get()
  }

  // MARK: Routes

  /// Makes the rules that lead to the overlay's routes: behind what the host knows better than by its
  /// default route, before that, and not for datagrams of the network below.
  func beginRouting() throws(EdgeError) {
    let index = Int(unsafe clinuxnet_interface_index(device))
    guard index > 0 else { throw .noDevice }
    let routing = HostChanges.Routing(
      table: Self.tableBase + index, rule: Self.ruleBase + 2 * (index % Self.rulesMax))
    let result = books.withLock { books -> Result<Void, EdgeError> in
      do throws(StateError) {
        try note(&books) { $0.routing = routing }
      } catch {
        return .failure(.state(error))
      }
      do throws(HostToolError) {
        try Self.addRules("-4", routing)
      } catch {
        return .failure(.tool(error))
      }
      // A host without IPv6 has no rules for it either.
      try? Self.addRules("-6", routing)
      return .success(())
    }
    try result.get()
  }

  private static func addRules(
    _ family: String, _ routing: HostChanges.Routing
  ) throws(HostToolError) {
    // Numbers are the device's, so whatever stands there is a leftover.
    for rule in [routing.rule, routing.rule + 1] {
      _ = try? HostTool.ip.run([family, "rule", "del", "pref", "\(rule)"])
    }
    try HostTool.ip.run([
      family, "rule", "add", "pref", "\(routing.rule)", "table", "main", "suppress_prefixlength",
      "0",
    ])
    try HostTool.ip.run([
      family, "rule", "add", "pref", "\(routing.rule + 1)", "not", "fwmark", "\(mark)", "table",
      "\(routing.table)",
    ])
  }

  /// Has the kernel send these prefixes into the network device, and no others.
  ///
  /// - Parameter generation: a call with a smaller one than an earlier call's does nothing.
  func setRoutes(_ wanted: Set<AddressPrefix>, generation: Int) throws(HostToolError) {
    let result = books.withLock { books -> Result<Void, HostToolError> in
      guard generation > books.generation, !books.isOver, let routing = books.changes.routing
      else { return .success(()) }
      books.generation = generation
      var failure: HostToolError?
      for prefix in books.routes.subtracting(wanted) {
        _ = try? Self.route("del", prefix, device, routing.table)
        books.routes.remove(prefix)
      }
      for prefix in wanted.subtracting(books.routes) {
        do throws(HostToolError) {
          try Self.route("replace", prefix, device, routing.table)
          books.routes.insert(prefix)
        } catch {
          failure = error
        }
      }
      return failure.map { .failure($0) } ?? .success(())
    }
    try result.get()
  }

  private static func route(
    _ action: String, _ prefix: AddressPrefix, _ device: String, _ table: Int
  ) throws(HostToolError) {
    try HostTool.ip.run([
      prefix.family == .ipv4 ? "-4" : "-6", "route", action, prefix.description, "dev", device,
      "table", "\(table)",
    ])
  }
}
