import OverlayCore

/// What this node's handshakes with all peers have in common.
struct OwnHandshakes {
  /// How often a node of another version is spoken of.
  private static let noticeSpacing = Interval.seconds(60)
  private static let noticeBurst = Interval.seconds(240)

  /// The number of our next initiation in this incarnation.
  private var number: UInt64 = 0
  private var notices = RateGate()
  private var refusals = RateGate()
  private var searches = RateGate()
  private var checks = RateGate()

  /// A number that no initiation of this incarnation had before.
  mutating func takeNumber() -> UInt64 {
    defer { number &+= 1 }
    return number
  }

  /// Whether it may be said once more that a handshake was refused because of its credential.
  mutating func mayNoticeRefusal(now: Instant) -> Bool {
    refusals.admits(spacing: Self.noticeSpacing, burst: Self.noticeBurst, now: now)
  }

  /// Whether the signature of one more revocation of this node may be checked that came in a datagram.
  mutating func mayCheckNotice(now: Instant) -> Bool {
    checks.admits(spacing: .seconds(1), burst: .seconds(4), now: now)
  }

  /// Whether one more member may be looked up because packets came in its name that nobody here can
  /// open: any neighbour can send those in anybody's name.
  mutating func maySearch(now: Instant) -> Bool {
    let (spacing, burst) = (
      SessionTiming.forgottenSearchSpacing, SessionTiming.forgottenSearchBurst
    )
    return searches.admits(spacing: spacing, burst: burst, now: now)
  }

  /// Whether it may be said once more that a node speaks another version.
  mutating func mayNotice(now: Instant) -> Bool {
    notices.admits(spacing: Self.noticeSpacing, burst: Self.noticeBurst, now: now)
  }
}
