/// How packets of one class reach one destination, and the alternatives.
public struct RouteReport: Hashable, Sendable {
  /// Where to.
  public var destination: NodeID
  /// For which class.
  public var trafficClass: TrafficClass
  /// The path in use first, then the others by cost. Empty when there is none.
  public var paths: [PathReport]
  /// The ways that would work and that the network's policy forbids.
  public var forbidden: [ForbiddenWay] = []
  /// The best state of a link straight to the destination; nil when there is no such link.
  public var directState: LinkState?
  /// How often the path in use has changed.
  public var switches: Int
  /// When it last changed.
  public var changedAt: Instant
}
