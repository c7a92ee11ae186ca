internal import Glibc

/// The kernel's clocks at one moment, each in nanoseconds.
struct HostClockReading {
  /// CLOCK_MONOTONIC, which stands still while the host sleeps.
  var monotonic: UInt64
  /// CLOCK_BOOTTIME, which does not.
  var boot: UInt64
  /// CLOCK_REALTIME, since 1970.
  var wall: UInt64

  /// The present.
  static var now: HostClockReading {
    HostClockReading(
      monotonic: MonotonicClock.read(CLOCK_MONOTONIC), boot: MonotonicClock.read(CLOCK_BOOTTIME),
      wall: MonotonicClock.read(CLOCK_REALTIME))
  }

  func lead(of other: UInt64) -> Int64 { Int64(bitPattern: other &- monotonic) }
}
