public import OverlayCore

/// A cable between two routers, the same in both directions.
///
/// Eight bytes, because shortest paths are looked for thousands of times over all of them.
public struct RouterLink: Hashable, Sendable {
  /// One end.
  public var first: UInt16
  /// The other end.
  public var second: UInt16
  /// Time to cross it in either direction, in microseconds, at least one.
  public var microseconds: UInt32

  /// A link that takes `latency`, in one microsecond...``latencyMax``, to cross.
  public init(_ first: Int, _ second: Int, latency: Interval) {
    precondition(first != second, "a link to itself leads nowhere")
    precondition(latency <= RouterLink.latencyMax, "latency out of range")
    self.first = UInt16(first)
    self.second = UInt16(second)
    microseconds = max(1, UInt32(latency.nanoseconds / 1_000))
  }

  /// The end that is not `router`.
  @inline(__always)
  func end(opposite router: Int) -> Int {
    Int(first) ^ Int(second) ^ router
  }

  /// The longest latency. A path crosses a few dozen links, and the microseconds of a path have
  /// to fit 32 bits, which is more than an hour.
  public static let latencyMax = Interval.seconds(10)
}
