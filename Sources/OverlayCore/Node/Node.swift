/// One node of the overlay: the rooms below composed, without clock, socket or thread.
///
/// A driver, be it the daemon or the simulator, gives it frames, packets' headers and the time,
/// then drains ``nextEffect(into:now:)`` until it is nil, and then asks for ``nextDeadline``:
/// *mutate once, drain every effect, then ask for the next deadline.* Packets never pass through
/// the effects: ``originate(to:trafficClass:kind:flow:now:)`` and ``route(_:from:now:)`` return
/// a verdict, and the driver moves the bytes.
public struct Node: ~Copyable {
  // What every beacon touches comes first and lies together, as in ``Link``.

  /// When ``advance(to:)`` must next be called. Kept, not computed: to call a getter on a node that
  /// lies in a box, Swift 6.3 copies all of its kilobyte first.
  public private(set) var nextDeadline = Instant.never
  /// By number; vacant where there is none.
  var links: [Link]
  var timers = TimerTable(capacity: NodeTimer.count(links: 0))
  var effects = SharedQueue<PendingEffect>()
  var random: SeededRandom
  /// By slot, the links to the member there.
  var linkLists: [LinkList]
  var neighbours: [Neighbour]
  /// Grows whenever a route may have become wrong.
  var generation: UInt64 = 1
  /// Effects dropped because nobody drained them, or because a neighbour caused too many.
  var effectsDropped: UInt64 { effects.refused }
  var ownLinks: OwnLinkState
  var database: LinkStateDatabase
  var members: MemberTable
  var configuration: NodeConfiguration

  /// Who this node is.
  public let identity: NodeID
  /// How it finds its way at present: see ``NodeConfiguration/outgrownAt``.
  public internal(set) var plane: RoutePlane
  var routes: [Route]
  var prefix: PrefixPlane
  var directory: Directory
  /// What relays have said about ways that carry less than the link to them; under the prefix plane.
  var narrowPaths = NarrowPaths()
  var flows: FlowTable
  var filter: DuplicateFilter
  /// Copies that this node has passed on as a relay.
  var passed = PassedCopies()
  var counters = RoutingCounters()
  var outgoingLabels: OutgoingLabels
  var incomingLabels: IncomingLabels
  /// Which neighbours of the mesh have changed over to the prefix plane, and whether we do.
  var outgrowth: Outgrowth

  /// A node that knows nobody but itself.
  ///
  /// - Parameters:
  ///   - record: What it says about itself.
  ///   - contact: How others open sessions with it, which the prefix plane tells them.
  ///   - configuration: Its constants.
  ///   - seed: Decides every random choice it makes.
  ///   - secret: Decides where entries of members fall in its tables. Others must not be able to guess
  ///     it, and they could compute the seed from the numbers that follow from it and are sent, such as
  ///     flow labels. Nil where nobody is hostile: it follows from the seed then.
  ///   - now: The present.
  public init(
    record: MemberRecord, contact: Contact? = nil, configuration: NodeConfiguration, seed: UInt64,
    secret: UInt64? = nil, now: Instant
  ) {
    identity = record.node
    self.configuration = configuration
    plane = configuration.plane
    random = SeededRandom(seed: seed)
    let secret = secret ?? seed ^ 0x7ab1e
    flows = FlowTable(seed: secret ^ 1)
    filter = DuplicateFilter(seed: secret ^ 2)
    outgoingLabels = OutgoingLabels(seed: secret ^ 3)
    incomingLabels = IncomingLabels(seed: secret ^ 4)
    // Under prefix routing, members are not known to everyone: the node is its only one.
    let capacity = configuration.plane == .mesh ? Limits.membersMax : 1
    members = MemberTable(own: record, capacity: capacity, now: now)
    database = LinkStateDatabase(capacity: capacity)
    outgrowth = Outgrowth(capacity: capacity)
    ownLinks = OwnLinkState(capacity: capacity, incarnation: record.incarnation)
    links = []
    linkLists = Array(repeating: LinkList(), count: capacity)
    neighbours = Array(repeating: Neighbour(), count: capacity)
    routes = Array(repeating: Route(), count: capacity * configuration.classes.count)
    prefix = PrefixPlane(
      own: contact ?? Contact(node: record.node), profile: configuration.prefix)
    directory = Directory(node: record.node, profile: configuration.directory, seed: seed ^ 0xd1)
    if configuration.plane == .mesh {
      set(.housekeeping, to: now + random.jittered(Self.housekeepingInterval, by: 0.2))
    }
  }

  static let housekeepingInterval = Interval.milliseconds(500)

  /// Fires the timers that are due.
  public mutating func advance(to now: Instant) {
    while let number = timers.popDue(at: now) {
      switch NodeTimer(number: number) {
      case .beacon(let link): beaconIsDue(link, now: now)
      case .check(let link): checkIsDue(link, now: now)
      case .push(let slot): pushLinkState(to: slot, now: now)
      case .housekeeping: housekeep(now: now)
      case .prefix: prefixIsDue(now: now)
      case .directory: directoryIsDue(now: now)
      }
    }
    nextDeadline = timers.nextDeadline
  }

  mutating func set(_ timer: NodeTimer, to deadline: Instant) {
    timers.set(timer.number, to: deadline)
    nextDeadline = timers.nextDeadline
  }

  /// Moves a timer forward, never back.
  mutating func hasten(_ timer: NodeTimer, to deadline: Instant) {
    if deadline < timers.deadline(of: timer.number) { set(timer, to: deadline) }
  }

  mutating func enqueue(_ effect: PendingEffect) {
    effects.append(effect, isEssential: effect.isEssential)
  }

  /// The same for what a packet caused that came over `link`: its neighbour pays.
  mutating func enqueue(_ effect: PendingEffect, chargedTo link: LinkID) {
    effects.payer = links[link.index].neighbour
    enqueue(effect)
    effects.payer = -1
  }

  /// Looks over what changes slowly: members, and the drift of our own links.
  private mutating func housekeep(now: Instant) {
    database.askAgainIfDue(now: now)
    let outgrowth = outgrowth
    for slot in 1..<members.capacity where members.isPresent(slot) {
      if hasUpLink(to: slot) || database.isReachable(slot, by: { !outgrowth.hasChanged($0) }) {
        members.noteReachable(slot, now: now)
      } else if now - (members[slot]?.lastReachable ?? now) >= configuration.mesh.memberTimeout {
        change(slot, to: .lost, as: .lost)
      }
      publish(slot, now: now)
    }
    considerOutgrowth(now: now)
    set(.housekeeping, to: now + random.jittered(Self.housekeepingInterval, by: 0.2))
  }
}
