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
  /// Expected mean deviation of the round trip.
  public var variationMilliseconds = 0.0
  /// What a transfer could reach, in bytes a second; zero when that is not known.
  public var throughput = 0.0
  /// Whether the path is all that its class asks for.
  public var isWithinBounds = true
}
