/// What a record is about. An owner may have one record of each kind under a key.
///
/// Open on purpose: a node keeps and hands out kinds that it does not know.
public struct DirectoryKind: Hashable, Comparable, Sendable {
  /// The number on the wire, never zero in a record.
  public var rawValue: UInt8

  /// Wraps a number.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// A ``NodeRecord``, under the owner's own ID.
  public static let node = DirectoryKind(rawValue: 1)
  /// Whatever an application says.
  public static let application = DirectoryKind(rawValue: 2)
  /// A ``NodeRecord`` under the owner's name.
  public static let name = DirectoryKind(rawValue: 3)
  /// A ``NodeRecord`` under one of the owner's overlay addresses.
  public static let address = DirectoryKind(rawValue: 4)

  /// Orders by number.
  public static func < (left: DirectoryKind, right: DirectoryKind) -> Bool {
    left.rawValue < right.rawValue
  }
}
