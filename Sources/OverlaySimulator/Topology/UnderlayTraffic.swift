import OverlayCore

/// What an ``Underlay`` was given to carry.
///
/// Bytes times the time that they are under way is the *total bandwidth consumption* of Tapestry's
/// figure 10, with latency as the measure of distance: near neighbours make it small.
public struct UnderlayTraffic: Hashable, Sendable {
  /// Datagrams, lost ones included.
  public internal(set) var datagrams: UInt64 = 0
  /// Their bytes, lost ones included.
  public internal(set) var bytes: UInt64 = 0
  /// Datagrams that did not arrive.
  public internal(set) var lost: UInt64 = 0
  /// Bytes that arrived times the microseconds that they were under way.
  public internal(set) var byteMicroseconds: UInt64 = 0

  /// Nothing yet.
  public init() {}

  @inline(__always)
  mutating func countLoss() { lost &+= 1 }

  @inline(__always)
  mutating func countArrival(of byteCount: Int, after delay: Interval) {
    byteMicroseconds &+= UInt64(byteCount) &* (delay.nanoseconds / 1_000)
  }
}
