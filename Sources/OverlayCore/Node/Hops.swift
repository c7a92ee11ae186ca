/// The links that a packet leaves on: one, or two when it is copied.
public struct Hops: Hashable, Sendable {
  /// The first link.
  public var first: LinkID
  /// The second link, ``LinkID/none`` when there is one copy only.
  public var second: LinkID
  /// Whether the packet steps aside: no link on toward its destination is up.
  public var isAside = false
  /// The largest datagram that goes whole all the way, as far as is known, in bytes. What is larger
  /// may go nevertheless, but then the underlay fragments it or loses it.
  public var datagramBytesMax = UInt16(Limits.datagramBytesMax)

  /// One link, or two distinct ones.
  public init(
    _ first: LinkID, _ second: LinkID = .none,
    carrying datagramBytesMax: UInt16 = UInt16(Limits.datagramBytesMax)
  ) {
    self.first = first
    self.second = second
    self.datagramBytesMax = datagramBytesMax
  }

  /// How many copies are sent.
  public var count: Int { second == .none ? 1 : 2 }
}
