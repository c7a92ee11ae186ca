public import OverlayCore

/// What a node has of the prefix plane at one moment.
public struct PrefixSnapshot: Hashable, Sendable {
  /// Whether it has joined.
  public var isJoined: Bool
  /// The entries of its routing table that hold anybody.
  public var entries: [TableEntry]
  /// How many records it keeps for the network.
  public var recordCount: Int
  /// What was refused of neighbours' control frames.
  public var refused: PrefixCounters
  /// What the directory has done and refused.
  public var directory: DirectoryCounters
}
