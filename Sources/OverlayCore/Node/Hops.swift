/// The links that a packet leaves on: one, or two when it is copied.
public struct Hops: Hashable, Sendable {
  /// The first link.
  public var first: LinkID
  /// The second link, ``LinkID/none`` when there is one copy only.
  public var second: LinkID
  /// Whether the packet steps aside: no link on toward its destination is up.
  public var isAside = false

  /// One link, or two distinct ones.
  public init(_ first: LinkID, _ second: LinkID = .none) {
    self.first = first
    self.second = second
  }

  /// How many copies are sent.
  public var count: Int { second == .none ? 1 : 2 }
}
