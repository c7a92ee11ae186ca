internal import DequeModule
public import OverlayCore

/// A node with its keys: takes datagrams, hands out datagrams, and between the two lets the core
/// decide.
///
/// Like ``Node`` it has no clock and no socket: the daemon and the simulator drive the same type
/// by the same contract: *mutate once, drain every effect, then ask for the next deadline.*
public struct SecureNode: ~Copyable {
  let configuration: SecureNodeConfiguration
  var node: Node
  /// What this node says of itself; the core holds a copy, replaced whenever this changes.
  var own: OwnRecord
  /// What it answers to newer records of itself.
  var refutation = Refutation()
  var sessions = SessionTable()
  var entropy: Entropy
  var random: SeededRandom

  /// What packets read, flat.
  var peers: [PeerState] = []
  var targets: [LinkTarget]
  /// What handshakes read; by the same places as `peers`.
  var records: [PeerRecord?] = []
  var places = NodeIndex()
  /// Which of them may be replays'.
  var provisional = ProvisionalPlaces()
  var directory = AddressDirectory()
  var revocations = RevocationList()
  var spread = RevocationSpread()
  /// What each neighbour may still bring.
  var limits = ControlLimiter()

  let authenticator: MessageAuthenticator
  let prologue: [UInt8]
  /// Which handshake messages are worth a key agreement.
  var admission: HandshakeAdmission
  /// Our initiations' number, and what is said of nodes of other versions.
  var handshakes = OwnHandshakes()
  /// Newcomers that wait for the authority.
  var enrolments = PendingEnrolments()
  /// The time of day, and what was said of this host's clock.
  var clock: NodeClock

  /// What this layer has to send; each peer pays for what its frames cause, by its place.
  var outbox = SharedQueue<Outgoing>()
  var events = Deque<SecureEffect>()
  var upkeepAt: Instant
  /// The earliest of the peers' next attempts, or a moment before it.
  var attemptsAt = Instant.never
  /// When frames under unknown sessions are next looked at: their flood must cost nothing.
  var nextForgottenCheck = Instant.zero
  /// By number; nil where there is none at present.
  var sockets: [UnderlayAddress?]
  /// Where this node's driver says that others should try to reach it.
  var advertised: [UnderlayAddress]
  /// Where others see that our datagrams come from.
  var observed = ObservedAddresses()
  /// How often our record may change because of that, and whether a change waits.
  var announcing = RateGate()
  var isAnnouncementDue = false
  /// By link.
  var watches: [LinkWatch] = []
  /// What goes to addresses that members have named and that have not answered.
  var trials = TrialBudget()
  var probes = ProbeLedger()
  var distances = DistanceLedger()
  var resolver = Resolver()
  /// What this node last said of itself in the directory.
  var announcement: OwnAnnouncement?
  var counters = SecurityCounters()
  /// Others' packets that are not whole yet.
  var stripes: StripeAssembler
  /// Of the copies that this node passes on.
  let copyHash: CopyHash

  /// A node that knows the members of its configuration and has a session with none of them.
  ///
  /// - Throws: ``CredentialError`` when its own credential is not valid now.
  public init(configuration: SecureNodeConfiguration, now: Instant) throws(CredentialError) {
    let credential = configuration.credential
    self.configuration = configuration
    entropy = configuration.entropy
    random = SeededRandom(seed: configuration.seed ^ 0x5e1f)
    // Not of the seed: numbers that follow from that are sent, and tell what it is.
    let secret = entropy.next()
    stripes = StripeAssembler(seed: secret ^ 5)
    own = OwnRecord(
      identity: configuration.identity, credential: credential,
      incarnation: configuration.incarnation, endpoints: configuration.advertised)
    var core = configuration.node
    core.overhead = PacketLayout.overhead
    core.pathMTUMax = min(core.pathMTUMax, PacketLayout.pathMTUMax)
    core.mayRelay = credential.roles.contains(.relay)
    core.policy.setTime(configuration.unixTimeAtOrigin / 1_000_000_000, at: .zero)
    node = Node(
      record: own.record, contact: Self.ownContact(configuration), configuration: core,
      seed: configuration.seed, secret: secret, now: now)
    sockets = configuration.sockets
    advertised = Array(configuration.advertised.prefix(Limits.endpointsMax))
    targets = Array(repeating: LinkTarget(), count: Limits.linksMax)
    authenticator = MessageAuthenticator(
      presharedKey: configuration.presharedKey, receiver: configuration.identity.publicKey)
    prologue = NoiseHandshake.prologue(network: credential.network)
    admission = HandshakeAdmission(now: now, entropy: &entropy)
    clock = NodeClock(configuration, now: now)
    copyHash = CopyHash(entropy: &entropy)
    upkeepAt = now
    try verifyOwn(now: now)
    directory.insert(credential)
    for revocation in configuration.revocations {
      guard (try? revocations.insert(revocation, network: credential.network)) == true else {
        continue
      }
      clock.time.witness(revocation.revokedAt, at: now)
    }
    begin(with: configuration.members, now: now)
    events.removeAll()
  }

  /// Who this node is.
  public var identity: NodeID { node.identity }

  /// When ``advance(to:)`` must next be called.
  public var nextDeadline: Instant {
    min(node.nextDeadline, upkeepAt, attemptsAt, spread.deadline)
  }

  /// Fires the timers that are due.
  public mutating func advance(to now: Instant) {
    node.advance(to: now)
    if upkeepAt <= now { upkeep(now: now) }
    if attemptsAt <= now { attemptHandshakes(now: now) }
    if spread.deadline <= now { spreadRevocations(now: now) }
  }

  private mutating func attemptHandshakes(now: Instant) {
    for place in peers.indices where peers[place].nextAttempt <= now {
      attemptHandshake(place, now: now)
    }
    attemptsAt = peers.indices.reduce(.never) { min($0, peers[$1].nextAttempt) }
  }

  /// The node that has an IPv4 address in the overlay.
  ///
  /// Mutating, like its sibling, because it stands on the packet path: docs/decisions/0009.
  public mutating func node(forIPv4 address: UInt32) -> NodeID? {
    directory.owner(ofIPv4: address)
  }

  /// The node that has an IPv6 address in the overlay.
  public mutating func node(forIPv6 address: UInt128) -> NodeID? {
    directory.owner(ofIPv6: address)
  }

  /// The node of that name.
  public func node(named name: String) -> NodeID? { directory.names[name] }

  /// The name of a node; nil when it is not a member.
  public func name(of node: NodeID) -> String? { directory.credentials[node]?.name }

  /// The credential of a member.
  public func credential(of node: NodeID) -> Credential? { directory.credentials[node] }

  var network: NetworkID { configuration.credential.network }

  /// Events are for people: when nobody drains them, the oldest are worth the least.
  mutating func note(_ effect: SecureEffect) {
    if events.count >= Limits.effectsMax { events.removeFirst() }
    events.append(effect)
  }
}
