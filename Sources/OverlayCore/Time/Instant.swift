/// A point in time, in nanoseconds since an origin that the driver chose.
///
/// The core never reads a clock: the daemon passes monotonic time and the simulator virtual time,
/// and nothing here can tell which one it is.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the driver's origin.
  public var nanoseconds: UInt64

  /// Wraps a count of nanoseconds since the driver's origin.
  @inlinable
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// The driver's origin.
  public static let zero = Instant(nanoseconds: 0)

  /// Later than every other instant: a deadline that does not exist.
  public static let never = Instant(nanoseconds: .max)

  /// Orders by time.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant `interval` later; stays `never` once it is reached.
  @inlinable
  public static func + (instant: Instant, interval: Interval) -> Instant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(interval.nanoseconds)
    return overflow ? .never : Instant(nanoseconds: sum)
  }

  /// The time from `earlier` to `later`, zero when they are the wrong way round.
  @inlinable
  public static func - (later: Instant, earlier: Instant) -> Interval {
    later < earlier ? .zero : Interval(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }
}
