/// The most that a link was seen to deliver: passive measurement, for which no byte is sent (RON,
/// section 3.1).
///
/// It tempers what the throughput score says from below only: a path that has carried so much can,
/// while little traffic proves nothing against one.
struct DeliveredRate: Hashable, Sendable {
  /// Shorter spans say more about bursts than about the path.
  private static let spanMin = Interval.milliseconds(200)
  /// In so long an idle time, half of what was seen is forgotten.
  private static let halfLife = Interval.seconds(30)

  /// In bytes a second.
  private(set) var best: UInt64 = 0
  private var bytesBefore: UInt64 = 0
  private var since = Instant.zero

  /// Takes in how much was sent until now, and the share that does not arrive.
  mutating func observe(sentBytes: UInt64, loss: Double, now: Instant) {
    let span = now - since
    guard span >= Self.spanMin, sentBytes != bytesBefore || best > 0 else { return }
    let delivered = Double(sentBytes &- bytesBefore) * (1 - loss)
    let seconds = span.inSeconds
    (bytesBefore, since) = (sentBytes, now)
    // A span of many half-lives, as after an idle night, leaves nothing.
    let halves = min(seconds / Self.halfLife.inSeconds, 40)
    let kept = Double(best) / (1 + halves)
    best = UInt64(max(delivered / seconds, kept))
  }
}
