/// When an initiation was made, to tell a new one from a replay: the responder keeps the greatest
/// it has seen from each node and refuses whatever is not greater.
///
/// Twelve bytes as TAI64N has them, seconds and nanoseconds, but counted from 1970 without leap
/// seconds, since only the order matters.
public struct HandshakeTimestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970.
  public let seconds: UInt64
  /// Nanoseconds within the second, below 1,000,000,000.
  public let nanoseconds: UInt32

  /// Bytes on the wire.
  public static let byteCount = 12

  /// A time of day in nanoseconds since 1970.
  public init(unixNanoseconds: UInt64) {
    seconds = unixNanoseconds / 1_000_000_000
    nanoseconds = UInt32(unixNanoseconds % 1_000_000_000)
  }

  /// A time read from the wire; nil when the nanoseconds are too many.
  init?(seconds: UInt64, nanoseconds: UInt32) {
    guard nanoseconds < 1_000_000_000 else { return nil }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Orders by time.
  public static func < (left: HandshakeTimestamp, right: HandshakeTimestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
