import OverlayCore

/// A lasting rate, and how much of it may come at once.
struct AdmissionRate {
  let spacing: Interval
  let burst: Interval

  /// `perSecond` messages a second, `burst` of them at once, both at least 1.
  init(perSecond: UInt64, burst: UInt64) {
    spacing = Interval(nanoseconds: 1_000_000_000 / perSecond)
    self.burst = spacing * burst
  }
}
