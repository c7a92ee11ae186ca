internal import OverlayCore
internal import OverlaySecurity

/// Everything that a daemon knows of addresses that are not nodes': what lies behind it, what others
/// say lies behind them, and who gets which packet.
struct EdgePlane: ~Copyable {
  /// The settings.
  let settings: EdgeSettings
  private let own: Credential
  private let behind: PrefixTable
  /// Whether packets may come or go that are not between two nodes' own addresses.
  let isInUse: Bool

  /// What the others say.
  var book = ServerBook()
  /// What this node says.
  var said = OwnPrefixes()
  /// The checks of what lies behind it.
  var checks: HealthChecks
  /// Which packets go where.
  var prefixes = ServedPrefixes()
  /// Who may send from where.
  private var sources = SourceRules()
  /// What the kernel sends here.
  var routes = RouteHold()

  /// When to put servers in order again.
  private(set) var rankAt = Instant.never
  private var rankedAt = Instant.zero
  /// When to look whether the host still has a way to the Internet, and what was found.
  var uplinkDueAt = Instant.never
  var uplinks: [AddressPrefix] = []
  /// When to look whether the host's set-up is as it was made.
  var hostLookAt = Instant.never
  /// The addresses of this host and of networks that it is part of: no part of the Internet.
  private var surroundings: [AddressPrefix] = []
  private var closed = PrefixTable()
  /// When to ask the directory, and the questions under way.
  var lookUpAt = Instant.never
  var lookups: Set<UInt32> = []

  /// Servers are put in order at most so often, whatever happens.
  private static let pause = Interval.milliseconds(20)
  /// How often it happens without a reason where there is a choice: a relay's news of a dead node come
  /// without any.
  private static let choicePause = Interval.milliseconds(200)

  /// A plane that knows of nobody yet.
  init(_ settings: EdgeSettings, own: Credential) {
    self.settings = settings
    self.own = own
    behind = PrefixTable(settings.serve.map(\.prefix))
    isInUse = settings.forwards || settings.usesOthers
    checks = HealthChecks(settings.serve, mark: settings.usesOthers ? HostRouting.mark : 0)
  }

  // MARK: Packets

  /// Who is sent a packet for an address that no node has itself; nil when nobody.
  mutating func server(of header: IPHeader) -> NodeID? {
    guard isInUse, !own.isInsideOverlay(header.destination, header.family) else { return nil }
    return prefixes.server(of: header.destination, header.family, flow: header.flow)
  }

  /// Whether a packet from a node may have a source that is not the node's own address.
  func mayCome(from source: UInt128, _ family: UnderlayAddress.Family, by node: NodeID) -> Bool {
    isInUse && !own.isInsideOverlay(source, family)
      && sources.allows(source, family, from: node)
  }

  /// Whether a packet may go to an address that is not this node's own: because it lies behind it.
  func mayGo(to destination: UInt128, _ family: UnderlayAddress.Family) -> Bool {
    guard isInUse, !own.isInsideOverlay(destination, family) else { return false }
    if behind.match(destination, family) != nil { return true }
    return settings.servesExit && PublicAddresses.contains(destination, family)
      && closed.match(destination, family) == nil
  }

  /// Takes over what this host is part of.
  mutating func setSurroundings(_ prefixes: [AddressPrefix]) {
    guard prefixes != surroundings else { return }
    surroundings = prefixes
    closed = PrefixTable(prefixes)
  }

  // MARK: Order

  /// Something has happened that the order of servers may depend on.
  mutating func isDisturbed(now: Instant) {
    guard isInUse else { return }
    rankAt = min(rankAt, max(now, rankedAt + Self.pause))
  }

  /// When anything is due.
  var nextDeadline: Instant {
    guard isInUse else { return .never }
    return min(
      min(rankAt, said.dueAt, checks.nextDeadline),
      min(book.nextDeadline, routes.nextDeadline),
      min(uplinkDueAt, lookUpAt, hostLookAt))
  }

  /// Whether a prefix of a node is one that this host sends there.
  func uses(_ prefix: AddressPrefix, of name: String?) -> Bool {
    Self.uses(prefix, of: name, settings)
  }

  private static func uses(
    _ prefix: AddressPrefix, of name: String?, _ settings: EdgeSettings
  ) -> Bool {
    if prefix.length == 0 { return settings.exit.accepts(name) }
    return settings.accept.accepts(prefix)
      && !settings.serve.contains { $0.prefix.contains(prefix) }
  }

  /// Puts the servers in order.
  mutating func rank(
    credentials: [Credential], now: Instant, cost: (NodeID) -> Double?
  ) {
    rankedAt = now
    _ = book.recheck(credentials, unixSeconds: MonotonicClock.unixSeconds)
    sources = SourceRules(credentials.filter { $0.node != own.node }, settings)
    let names = Dictionary(credentials.map { ($0.node, $0.name) }) { first, _ in first }
    let settings = settings
    let ranked = ServerRanking.entries(
      book, before: prefixes.entries,
      isUsed: { Self.uses($0, of: names[$1], settings) }, cost: cost)
    prefixes.replace(ranked)
    rankAt = ranked.contains { $0.count > 1 } ? now + Self.choicePause : .never
  }

  /// The prefixes that the kernel is to send here: those that are served, and everything where an exit
  /// is wanted, whether or not there is one at the moment. What is meant for an exit must not leave by
  /// another way.
  var wantedRoutes: Set<AddressPrefix> {
    var wanted = Set(prefixes.entries.map(\.prefix).filter { $0.length > 0 })
    if settings.exit != .off { wanted.formUnion([.everything(.ipv4), .everything(.ipv6)]) }
    return wanted
  }

  /// What this node serves now, and how it does.
  var ownEntries: [PrefixAnnouncement.Entry] {
    checks.states + uplinks.map { PrefixAnnouncement.Entry(prefix: $0, isHealthy: true) }
  }
}
