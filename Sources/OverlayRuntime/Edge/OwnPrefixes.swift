internal import OverlayCore
internal import OverlaySecurity

/// What this node says that it serves, and when it says so again.
struct OwnPrefixes {
  /// How long the others believe it when they hear no more.
  static let lifetimeSeconds: UInt16 = 35
  private static let refresh = Interval.seconds(10)
  /// After a change it is said again and again, since a single packet may be lost.
  private static let repeats: [Interval] = [
    .milliseconds(150), .milliseconds(600), .seconds(2),
  ]
  /// Newcomers are waited for, so that many at once cost one round.
  private static let gathering = Interval.milliseconds(50)

  private(set) var entries: [PrefixAnnouncement.Entry] = []
  private(set) var sequence: UInt32 = 0
  private var said = 0
  /// When to say it.
  private(set) var dueAt = Instant.never

  /// Takes over what is served now; whether that is something else than before.
  mutating func update(_ entries: [PrefixAnnouncement.Entry], now: Instant) -> Bool {
    guard entries != self.entries || sequence == 0 else { return false }
    self.entries = entries
    sequence += 1
    said = 0
    dueAt = now
    return true
  }

  /// Somebody may not have heard it.
  mutating func hasNewcomer(now: Instant) {
    guard sequence > 0 else { return }
    said = 0
    dueAt = min(dueAt, now + Self.gathering)
  }

  /// It has been said.
  mutating func wasSaid(now: Instant) {
    dueAt = now + (said < Self.repeats.count ? Self.repeats[said] : Self.refresh)
    said += 1
  }

  /// What to say.
  func announcement(incarnation: UInt64) -> PrefixAnnouncement {
    PrefixAnnouncement(
      incarnation: incarnation, sequence: sequence, lifetimeSeconds: Self.lifetimeSeconds,
      entries: entries)
  }
}
