/// One node's part in the directory: it keeps records for others, publishes its own and looks
/// others' up. A value without clock, socket or table of routes.
///
/// Records live at their key's root and at a few replicas. The root copies what it keeps to the
/// replicas at once, periodically and when they change; a node that is root no longer hands its
/// records on; a replica that hears nothing of its root does so as well; and the owner says
/// everything again three times in a lifetime. So a record outlives its root, and dies with its
/// owner.
///
/// Whoever composes this with a route plane passes on frames by their ``DirectoryEnvelope``:
///
/// 1. ask ``admits(_:from:now:)`` for each frame of the directory that a neighbour brings;
/// 2. route it toward the envelope's `toward`, its hop limit lowered by one; when this node is where
///    that leads, have the layer above verify the record inside, if any (``record(in:)``), and hand
///    the frame to ``deliver(_:now:)``;
/// 3. drain ``nextEffect(into:at:now:)``, route what it says, and answer ``DirectoryEffect/place(_:)``
///    with ``place(_:_:now:)``;
/// 4. call ``advance(to:)`` at ``nextDeadline``, and ``placesChanged(now:)`` when routes or replica
///    sets may have changed.
public struct Directory: Sendable {
  /// Who this node is.
  public let node: NodeID
  let profile: DirectoryProfile
  var random: SeededRandom
  var store = DirectoryStore()
  var limiter = NeighbourLimiter()
  /// Sorted by identity.
  var publications: [Publication] = []
  var lookups: [PendingLookup] = []
  var effects = SharedQueue<PendingDirectoryEffect>()
  /// What was done and refused.
  public internal(set) var counters = DirectoryCounters()
  /// When to look after the next keys; `never` while there are none.
  var sweepAt = Instant.never
  /// The last key that was looked after in this round; nil between rounds.
  var sweepCursor: DirectoryKey?
  /// Whether places changed in the middle of a round.
  var sweepsAgain = false

  /// A directory that keeps nothing.
  ///
  /// - Parameters:
  ///   - node: Who this node is.
  ///   - profile: Its constants.
  ///   - seed: Decides every random choice it makes.
  public init(node: NodeID, profile: DirectoryProfile = .standard, seed: UInt64) {
    self.node = node
    self.profile = profile
    random = SeededRandom(seed: seed)
  }

  /// When ``advance(to:)`` must next be called.
  public var nextDeadline: Instant {
    var deadline = min(sweepAt, store.nextDeadline)
    for publication in publications { deadline = min(deadline, publication.nextAt) }
    for lookup in lookups { deadline = min(deadline, lookup.nextAt) }
    return deadline
  }

  /// Does what is due: forgets, refreshes, asks again, looks after copies.
  public mutating func advance(to now: Instant) {
    counters.expired += UInt64(store.expire(now: now))
    advancePublications(to: now)
    advanceLookups(to: now)
    if sweepAt <= now { sweep(now: now) }
  }

  /// Whether a neighbour may bring a frame of this kind now; counts it, or its refusal.
  public mutating func admits(
    _ kind: FrameKind, from neighbour: NodeID, now: Instant
  ) -> Bool {
    let (lane, perSecond) =
      switch kind {
      case .directoryPublish, .directoryRemove: (0, profile.publishesPerSecond)
      case .directoryLookup: (1, profile.lookupsPerSecond)
      default: (2, profile.repliesPerSecond)
      }
    let isAdmitted = limiter.admits(
      lane: lane, from: neighbour, perSecond: perSecond, burst: profile.burst, now: now)
    guard !isAdmitted else { return true }
    switch kind {
    case .directoryPublish, .directoryRemove: counters.limitedPublishes += 1
    case .directoryLookup: counters.limitedLookups += 1
    default: counters.limitedReplies += 1
    }
    return false
  }

  /// The record in a frame, which the layer above must verify before the frame is delivered; nil
  /// when there is none.
  ///
  /// - Throws: ``DecodeError`` when the frame is malformed.
  public static func record(
    in frame: borrowing Span<UInt8>
  ) throws(DecodeError) -> DirectoryRecord? {
    switch try DirectoryEnvelope(frame).kind {
    case .directoryPublish, .directoryRemove: try DirectoryPublish(frame).record
    case .directoryAnswer: try DirectoryAnswer(frame).part?.record
    default: nil
    }
  }

  /// Notes that the proof of a record did not hold; the frame is not delivered.
  public mutating func noteForged() { counters.forged += 1 }

  /// Takes in a frame whose way ends at this node, its record verified.
  ///
  /// - Throws: ``DecodeError`` when the frame is malformed; nothing has changed then.
  public mutating func deliver(
    _ frame: borrowing Span<UInt8>, now: Instant
  ) throws(DecodeError) {
    switch try DirectoryEnvelope(frame).kind {
    case .directoryPublish, .directoryRemove: receive(try DirectoryPublish(frame), now: now)
    case .directoryLookup: receive(try DirectoryLookup(frame), now: now)
    case .directoryAnswer: receive(try DirectoryAnswer(frame), now: now)
    case .directoryAcknowledgement: receive(try DirectoryAcknowledgement(frame), now: now)
    default: throw .unknownKind
    }
  }

  mutating func enqueue(_ effect: PendingDirectoryEffect) {
    if !effects.append(effect, isEssential: effect.isEssential) { counters.droppedEffects += 1 }
  }

  mutating func jittered(_ interval: Interval) -> Interval {
    random.jittered(interval, by: profile.jitter)
  }

  /// A number that no request under way has. Drawn, not counted, so that only who saw a question
  /// can answer it.
  mutating func freshRequest() -> UInt32 {
    while true {
      let drawn = UInt32(truncatingIfNeeded: random.next())
      let isTaken =
        lookups.contains { $0.request == drawn } || publications.contains { $0.request == drawn }
      if drawn != 0, !isTaken { return drawn }
    }
  }

  /// How long the given attempt waits for its answer, the first being number one.
  mutating func patience(ofAttempt attempt: Int) -> Interval {
    jittered(profile.answerTimeout * (1 << UInt64(min(attempt, 16) - 1)))
  }
}

// MARK: - Inspection

extension Directory {
  /// The records of a key that this node keeps, as root or replica, removals excluded.
  public func held(
    _ key: DirectoryKey, kind: DirectoryKind? = nil, now: Instant
  ) -> [DirectoryRecord] {
    store.records(of: key, kind: kind, now: now)
  }

  /// Everything that this node keeps, in order of key, removals included.
  public var heldRecords: [DirectoryRecord] { store.entries.map(\.record) }

  /// How many records and removals this node keeps.
  public var recordCount: Int { store.entries.count }

  /// Bytes of what this node keeps.
  public var recordBytes: Int { store.bytes }

  /// Records that this node publishes, removals on their way included, in order.
  public var published: [DirectoryRecord] { publications.map(\.record) }
}
