/// A way to a destination that would work and that the network's policy forbids.
public struct ForbiddenWay: Hashable, Sendable {
  /// The node that would pass the packets on; nil for the way straight there.
  public var relay: NodeID?
  /// The number of the rule that forbids it, as ``PolicyTable/rules`` has them.
  public var rule: Int
}
