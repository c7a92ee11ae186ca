import OverlayCore

/// What this node's handshakes with all peers have in common.
struct OwnHandshakes {
  /// How often a node of another version is spoken of.
  private static let noticeSpacing = Interval.seconds(60)
  private static let noticeBurst = Interval.seconds(240)

  /// The number of our next initiation in this incarnation.
  private var number: UInt64 = 0
  private var notices = RateGate()

  /// A number that no initiation of this incarnation had before.
  mutating func takeNumber() -> UInt64 {
    defer { number &+= 1 }
    return number
  }

  /// Whether it may be said once more that a node speaks another version.
  mutating func mayNotice(now: Instant) -> Bool {
    notices.admits(spacing: Self.noticeSpacing, burst: Self.noticeBurst, now: now)
  }
}
