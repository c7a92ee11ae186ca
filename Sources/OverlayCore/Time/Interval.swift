/// A length of time, never negative, in nanoseconds.
///
/// The standard library's `Duration` is a 128-bit signed value whose arithmetic shows up in a
/// packet path; eight bytes that cannot be negative are what a protocol timer needs.
public struct Interval: Hashable, Comparable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: UInt64

  /// Wraps a count of nanoseconds.
  @inlinable
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// No time at all.
  public static let zero = Interval(nanoseconds: 0)

  /// A whole number of microseconds.
  @inlinable
  public static func microseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count &* 1_000)
  }

  /// A whole number of milliseconds.
  @inlinable
  public static func milliseconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count &* 1_000_000)
  }

  /// A whole number of seconds.
  @inlinable
  public static func seconds(_ count: UInt64) -> Interval {
    Interval(nanoseconds: count &* 1_000_000_000)
  }

  /// The length in milliseconds, fractions kept.
  @inlinable
  public var inMilliseconds: Double { Double(nanoseconds) / 1e6 }

  /// The length in seconds, fractions kept.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// Orders by length.
  @inlinable
  public static func < (left: Interval, right: Interval) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The sum, at most the largest interval.
  @inlinable
  public static func + (left: Interval, right: Interval) -> Interval {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Interval(nanoseconds: overflow ? .max : sum)
  }

  /// The difference, zero when `right` is longer.
  @inlinable
  public static func - (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left < right ? 0 : left.nanoseconds - right.nanoseconds)
  }

  /// The interval `factor` times over, at most the largest interval.
  @inlinable
  public static func * (interval: Interval, factor: UInt64) -> Interval {
    let (product, overflow) = interval.nanoseconds.multipliedReportingOverflow(by: factor)
    return Interval(nanoseconds: overflow ? .max : product)
  }

  /// The interval scaled by a fraction that is not negative.
  @inlinable
  public func scaled(by factor: Double) -> Interval {
    let scaled = Double(nanoseconds) * factor
    return Interval(nanoseconds: scaled < 0x1p63 ? UInt64(max(0, scaled)) : .max)
  }
}
