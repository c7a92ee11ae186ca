/// What a directory did, and what it refused and why; counts since the node started.
public struct DirectoryCounters: Hashable, Sendable {
  /// Records taken in that were new or newer than what was kept.
  public var stored: UInt64 = 0
  /// Records that were known already.
  public var known: UInt64 = 0
  /// Older versions of what was kept, and records whose time was over.
  public var stale: UInt64 = 0
  /// Records refused because the node keeps as much as it may.
  public var refusedNodeFull: UInt64 = 0
  /// Records refused because the node keeps as much of that owner's as it may.
  public var refusedOwnerFull: UInt64 = 0
  /// Records refused because the node keeps as many of that key as it may.
  public var refusedKeyFull: UInt64 = 0
  /// Records that expired here.
  public var expired: UInt64 = 0
  /// Copies sent to replicas, and records handed to another root.
  public var copies: UInt64 = 0
  /// Lookups that this node answered as a root.
  public var answered: UInt64 = 0
  /// Copies for another node that ended here.
  public var misrouted: UInt64 = 0
  /// Answers and acknowledgements that nobody here waits for.
  public var unasked: UInt64 = 0
  /// Records whose proof did not hold, as the layer above said.
  public var forged: UInt64 = 0
  /// Publications, removals and copies beyond a neighbour's rate.
  public var limitedPublishes: UInt64 = 0
  /// Lookups beyond a neighbour's rate.
  public var limitedLookups: UInt64 = 0
  /// Answers and acknowledgements beyond a neighbour's rate.
  public var limitedReplies: UInt64 = 0
  /// Effects dropped because nobody drained them.
  public var droppedEffects: UInt64 = 0

  /// Nothing yet.
  public init() {}

  mutating func count(_ outcome: DirectoryOutcome) {
    switch outcome {
    case .stored: stored += 1
    case .known: known += 1
    case .superseded, .expired: stale += 1
    case .nodeIsFull: refusedNodeFull += 1
    case .ownerIsFull: refusedOwnerFull += 1
    case .keyIsFull: refusedKeyFull += 1
    }
  }
}
