internal import Glibc
public import OverlayCore

/// The daemon's time: nanoseconds since it was started, unaffected by changes of the wall clock.
public struct MonotonicClock: Sendable {
  /// The kernel's monotonic clock when this one was created, in nanoseconds.
  let origin: UInt64
  /// Wall-clock time at ``OverlayCore/Instant/zero``, in nanoseconds since 1970.
  public let unixTimeAtOrigin: UInt64

  /// Starts at zero.
  public init() {
    origin = Self.read(CLOCK_MONOTONIC)
    unixTimeAtOrigin = Self.read(CLOCK_REALTIME)
  }

  /// The time now.
  public var now: Instant {
    Instant(nanoseconds: Self.read(CLOCK_MONOTONIC) - origin)
  }

  /// Wall-clock time, in seconds since 1970.
  public static var unixSeconds: UInt64 { read(CLOCK_REALTIME) / 1_000_000_000 }
  /// Wall-clock time, in nanoseconds since 1970.
  public static var unixNanoseconds: UInt64 { read(CLOCK_REALTIME) }

  static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
