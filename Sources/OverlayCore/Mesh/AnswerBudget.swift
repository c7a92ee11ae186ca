/// How many member records one neighbour may draw from this node.
///
/// A summary or a request of some sixty bytes is answered with records of some six hundred each: no
/// neighbour gets more of them than a newcomer needs, all members at once and then a few a second.
struct AnswerBudget: Hashable, Sendable {
  /// The time between two records at the highest lasting rate.
  static let spacing = Interval.microseconds(62_500)
  /// How much time's worth may go at once: a record of each member that a mesh can have.
  static let burst = spacing * UInt64(Limits.membersMax)

  private var gate = RateGate()

  /// Whether one more record may be sent, which then is counted.
  mutating func admits(now: Instant) -> Bool {
    gate.admits(spacing: Self.spacing, burst: Self.burst, now: now)
  }
}
