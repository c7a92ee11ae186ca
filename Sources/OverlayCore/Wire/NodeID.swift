/// A node's name in the overlay: the first 128 bits of the SHA-256 of its static public key.
///
/// An ID cannot be chosen, only found by trial, and a session proves it (DESIGN, "Bytes on the
/// wire"). As a `UInt128`, the length of a shared prefix is one count of leading zeros.
public struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The identifier, most significant digit first.
  public var value: UInt128

  /// Wraps an identifier.
  @inlinable
  public init(_ value: UInt128) {
    self.value = value
  }

  /// Bytes on the wire, big-endian.
  public static let byteCount = 16

  /// Orders by identifier, which both ends of a pair can do alike.
  @inlinable
  public static func < (left: NodeID, right: NodeID) -> Bool {
    left.value < right.value
  }

  /// Thirty-two hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The first eight hexadecimal digits, for people.
  public var short: String { String(description.prefix(8)) }
}
