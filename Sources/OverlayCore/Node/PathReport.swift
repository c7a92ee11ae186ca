/// One way to a destination as people see it.
public struct PathReport: Hashable, Sendable {
  /// The node that passes the packets on; nil for the way straight there.
  public var relay: NodeID?
  /// The first link.
  public var link: LinkID
  /// The path's cost under the class; lower is better.
  public var cost: Double
  /// Expected delay one way.
  public var latencyMilliseconds: Double
  /// Expected share of packets lost, 0...1.
  public var loss: Double
}
