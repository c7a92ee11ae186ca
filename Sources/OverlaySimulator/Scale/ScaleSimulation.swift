public import OverlayCore

/// Thousands of real nodes in virtual time, without keys.
///
/// ``Simulation`` runs the daemon's whole stack and spends most of its time on ciphers. Here
/// ``Node`` is driven directly: frames go in the clear, and a session is a pair of link numbers
/// that cost a round trip to agree on. What the nodes decide is the same code.
///
/// A run is decided by its configuration, its network and the calls that are made: two runs that
/// agree in these leave equal fingerprints.
public struct ScaleSimulation: ~Copyable {
  let configuration: ScaleConfiguration
  /// The network below. Change it between two advances only.
  public var underlay: Underlay
  /// By host number; nil where no node runs.
  var hosts: [ScaleHost?]
  var queue = EventWheel(capacity: 65_536)
  var frames = FrameArena()
  var random: SeededRandom
  var errands = SlotTable<Errand>()
  var copies = SlotTable<PacketCopy>()
  /// Test packets that are under way, and those that have come to an end.
  var packets = SlotTable<TestPacket>()
  var outcomes: [TestPacket] = []
  /// What came of questions to the directory.
  var answers: [ScaleAnswer] = []
  /// Who runs where, if it runs: by host, and the other way round.
  let contacts: [Contact]
  let numbers: [NodeID: Int]
  /// What was sent by nodes that have stopped.
  var retired = SentCounts()
  var births: UInt32 = 0
  var sessions: UInt32 = 0
  /// How many nodes run.
  public internal(set) var running: Int = 0
  /// The present.
  public internal(set) var now = Instant.zero
  /// What has been done so far.
  public internal(set) var tally = ScaleTally()
  /// The fingerprint of everything that happened.
  public internal(set) var trace = TraceHash()
  /// Promises broken by test packets, at most ``violationsMax``.
  public internal(set) var violations: [Violation] = []

  /// Whether a packet may not take the link between two hosts: the checker's own word on policies.
  public var mayNotCross: @Sendable (PacketHeader, _ from: Int, _ to: Int) -> Bool = { _, _, _ in
    false
  }

  /// What ``foresee()`` has read, without meaning.
  var foreseen: UInt64 = 0

  /// More broken promises than anyone reads.
  public static let violationsMax = 50
  /// A node that asks to be woken again and again without time passing will never stop.
  static let wakesAtOnceMax: UInt32 = 100_000

  /// A network on which nobody runs yet.
  public init(_ configuration: ScaleConfiguration, underlay: Underlay) {
    self.configuration = configuration
    self.underlay = underlay
    hosts = Array(repeating: nil, count: underlay.hostCount)
    random = SeededRandom(seed: configuration.seed)
    contacts = Self.makeContacts(
      count: underlay.hostCount, identities: configuration.identities, random: &random)
    numbers = Dictionary(
      uniqueKeysWithValues: contacts.enumerated().map { ($1.node, $0) })
  }

  /// Runs until virtual time has reached `end`.
  public mutating func advance(to end: Instant) {
    var foreseenCount = 0
    while let (due, payload) = queue.pop(through: end) {
      foreseenCount = foreseenCount > 0 ? foreseenCount - 1 : foresee()
      now = max(now, due)
      let event = ScaleEvent(payload: payload)
      switch event.kind {
      case .frame: arrive(event.number)
      case .wake: wake(Int(event.number), due: due)
      case .errand: proceed(event.number)
      case .packet: arrivePacket(event.number)
      case nil: preconditionFailure("an event of no kind")
      }
    }
    now = max(now, end)
  }

  /// Runs for a length of virtual time.
  public mutating func advance(by interval: Interval) {
    advance(to: now + interval)
  }

  /// Bytes that the engine itself holds, the nodes not included.
  public var engineFootprint: Int {
    frames.footprint + queue.footprint + errands.footprint + copies.footprint
      + packets.footprint
  }
}
