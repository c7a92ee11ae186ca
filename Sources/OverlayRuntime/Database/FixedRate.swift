internal import OverlayCore

/// So many in each second, counted from its beginning.
struct FixedRate {
  private var second: UInt64 = 0
  private var count = 0

  /// Whether one more may pass, which then is counted.
  mutating func admits(_ perSecond: Int, now: Instant) -> Bool {
    let current = now.nanoseconds / 1_000_000_000
    if current != second { (second, count) = (current, 0) }
    count += 1
    return count <= perSecond
  }
}
