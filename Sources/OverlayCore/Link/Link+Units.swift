extension Link {
  /// The time as a beacon carries it: microseconds, wrapping around after 71 minutes.
  static func stamp(_ now: Instant) -> UInt32 {
    UInt32(truncatingIfNeeded: now.nanoseconds / 1_000)
  }

  /// A length of time as a beacon carries it.
  static func milliseconds(_ interval: Interval) -> UInt16 {
    UInt16(min(interval.nanoseconds / 1_000_000, UInt64(UInt16.max)))
  }
}
