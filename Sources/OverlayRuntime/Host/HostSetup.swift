internal import CLinuxNet
internal import OverlayCore
internal import OverlaySecurity
internal import Synchronization

/// What the daemon changes of its host so that prefixes and exits work, and takes back at its end.
///
/// Everything goes into places of its own: a routing table with rules that lead there, nftables tables. What
/// was changed stands in the state directory before it is changed, so that after a crash the next start, or
/// `selvedge down`, takes it back.
///
/// One part is not for the daemon's end to take back: what keeps a host's packets in that is to reach the
/// Internet through an exit alone. The next start takes that over where it stands, so that there is no moment
/// without it.
public final class HostSetup: Sendable {
  /// Makes the table that keeps packets in, for a device and this host's own networks.
  typealias OutboundMaker = @Sendable (String, [AddressPrefix]) -> OutboundFirewall
  /// Makes the table of what is served, for a device and the surroundings of this host.
  typealias FirewallMaker = @Sendable (String, [AddressPrefix]) -> HostFirewall

  struct Books: ~Copyable {
    var changes = HostChanges()
    /// The network device, and the routes that are to lead into it.
    var device: String
    var routes: Set<AddressPrefix> = []
    var generation = 0
    var isOver = false
    /// Whether a daemon relies on it, or an earlier one has.
    var isRelied = false
    /// How the kernel is asked; nil while it could not be.
    var tables: KernelTables?
    /// What the tables of nftables are made from; nil where there are none.
    var outbound: OutboundMaker?
    var firewall: FirewallMaker?
    /// What they were made from last, and how the kernel held them then.
    var networks: [AddressPrefix] = []
    var surroundings: [AddressPrefix] = []
    var prints: [String: UInt64] = [:]
    /// Tables that are to be made anew because this host's networks are others.
    var outdated: Set<HostCondition.Lack> = []
    /// What could not be put back, and for how many looks it is left alone.
    var stuck: Set<HostCondition.Lack> = []
    var pause = 0
    var repairs: UInt64 = 0
  }

  private let record: HostRecord
  let books: Mutex<Books>
  /// Not behind the same lock as what waits for programs to end.
  private let lastLook = Mutex(HostCondition())

  /// Takes back what an earlier daemon left, and is ready to set up for a network device.
  ///
  /// - Parameters:
  ///   - name: the node's on this host, see ``name(of:)``.
  ///   - keeps: whether what keeps packets in stays as it stands.
  init(state: StateDirectory, device: String, name: String, keeps: Bool) {
    record = HostRecord(state)
    let remains = Self.remains(in: state, by: name, device: device)
    let left = remains.changes
    var books = Books(device: device)
    if keeps { books.changes = left.standing }
    books.isRelied = !books.changes.isEmpty
    var over = remains
    over.changes = left.without(books.changes)
    if books.changes.outbound != HostChanges.table(OutboundFirewall.tablePrefix, of: name) {
      // An earlier version's, under another name. The rules hold alone.
      (over.changes.outbound, books.changes.outbound) = (left.outbound, nil)
    }
    over.takeBack()
    try? record.write(books.changes)
    self.books = Mutex(books)
  }

  deinit {
    undo(letsOut: false)
  }

  /// Takes everything back.
  ///
  /// - Parameter letsOut: whether packets may leave around the exit again. Without it, what keeps them in
  ///   stays, once a daemon has run with it.
  func undo(letsOut: Bool) {
    books.withLock { books in
      guard !books.isOver else { return }
      books.isOver = true
      guard !books.changes.isEmpty else { return }
      let standing = letsOut || !books.isRelied ? HostChanges() : books.changes.standing
      let over = HostRemains(recorded: books.changes.without(standing), found: HostLeftovers())
      over.takeBack()
      // What is there still, for want of a program say, stays known.
      try? record.write(over.standing()?.isEmpty == true ? standing : books.changes)
    }
  }

  /// A daemon runs with it from now on: what keeps packets in outlives its crash.
  func isInUse() { books.withLock { $0.isRelied = true } }

  /// How it did at the last look.
  var condition: HostCondition { lastLook.withLock { $0 } }

  func publish(_ condition: HostCondition) { lastLook.withLock { $0 = condition } }

  func note(
    _ books: inout Books, _ change: (inout HostChanges) -> Void
  ) throws(StateError) {
    var changes = books.changes
    change(&changes)
    guard changes != books.changes else { return }
    try record.write(changes)
    books.changes = changes
  }

  // MARK: Set-up

  /// Sets a setting of the kernel to 1 until the end.
  func switchOn(_ setting: KernelSetting) throws(EdgeError) {
    guard let before = setting.value, before != "1" else { return }
    try books.withLock { books throws(EdgeError) in
      try noting(&books) { $0.settings[setting.path] = before }
      do throws(SystemError) {
        try setting.set("1")
      } catch {
        throw .kernelSetting(name: setting.name, error)
      }
    }
  }

  /// Keeps the nftables table of what this node serves as it is made for the surroundings of this host.
  func setFirewall(_ make: @escaping FirewallMaker) throws(EdgeError) {
    try books.withLock { books throws(EdgeError) in
      let table = make(books.device, []).table
      try noting(&books) { $0.firewall = table }
      books.firewall = make
    }
    try begin()
  }

  /// Makes the rules that lead to the overlay's routes.
  ///
  /// - Parameter outbound: makes the table of nftables that keeps packets in; nil where they may leave
  ///   around the overlay.
  func beginRouting(keepingIn outbound: OutboundMaker?) throws(EdgeError) {
    try books.withLock { books throws(EdgeError) in
      let index = Int(unsafe clinuxnet_interface_index(books.device))
      guard index > 0 else { throw .noDevice }
      let name = outbound?(books.device, []).table
      let fresh = HostRouting(device: index, isClosed: outbound != nil)
      // The node had another name.
      if let old = books.changes.outbound, old != name {
        _ = HostChanges.delete(old)
      }
      try noting(&books) { changes in
        changes.routing = changes.routing ?? fresh
        // One that was found without its last rule.
        if outbound != nil { changes.routing?.isClosed = true }
        changes.outbound = name
      }
      books.outbound = outbound
    }
    try begin()
  }

  /// Puts everything in place for the first time.
  private func begin() throws(EdgeError) {
    let condition = keep(isFirst: true)
    if let failure = condition.failure { throw .tool(failure) }
  }

  private func noting(
    _ books: inout Books, _ change: (inout HostChanges) -> Void
  ) throws(EdgeError) {
    do throws(StateError) {
      try note(&books, change)
    } catch {
      throw .state(error)
    }
  }

  /// Has the kernel send these prefixes into the network device, and no others.
  ///
  /// - Parameter generation: a call with a smaller one than an earlier call's does nothing.
  func setRoutes(_ wanted: Set<AddressPrefix>, generation: Int) throws(HostToolError) {
    books.withLock { books in
      guard generation > books.generation, !books.isOver, let routing = books.changes.routing
      else { return }
      books.generation = generation
      for prefix in books.routes.subtracting(wanted) {
        _ = try? routing.route("del", prefix, into: books.device)
      }
      if wanted != books.routes { books.outdated.insert(.routes) }
      books.routes = wanted
      books.pause = 0
    }
    if let failure = keep().failure { throw failure }
  }

  /// The network device was made anew.
  func setDevice(_ device: String) {
    books.withLock { books in
      guard books.device != device else { return }
      books.device = device
      books.prints = [:]
    }
  }
}
