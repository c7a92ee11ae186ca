public import OverlayCore

/// A node at one moment.
public struct NodeSnapshot: Hashable, Sendable {
  /// Who it is.
  public var node: NodeID
  /// When it was taken.
  public var takenAt: Instant
  /// The members, by name, the node itself included.
  public var members: [MemberSnapshot]
  /// The links, by number.
  public var links: [LinkSnapshot]
  /// The route to each member under each class.
  public var routes: [RouteReport]
  /// What was refused.
  public var counters: SecurityCounters
  /// What there is besides under the prefix plane; nil in a mesh.
  public var prefix: PrefixSnapshot?
  /// Where others see that its datagrams come from, when that is none of its own addresses.
  public var observed: [UnderlayAddress]
}
