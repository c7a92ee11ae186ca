/// A node's own number for one of its links. It never crosses the wire.
public struct LinkID: Hashable, Comparable, Sendable {
  /// The link's slot, below ``Limits/linksMax``.
  public var rawValue: UInt16

  /// Wraps a slot number.
  @inlinable
  public init(_ rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The slot as an array index.
  @inlinable
  public var index: Int { Int(rawValue) }

  /// No link: where a packet of our own comes from.
  public static let none = LinkID(.max)

  /// Orders by slot.
  @inlinable
  public static func < (left: LinkID, right: LinkID) -> Bool {
    left.rawValue < right.rawValue
  }
}
