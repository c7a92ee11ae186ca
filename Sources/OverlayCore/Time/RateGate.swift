/// A token bucket in one number: the instant at which the bucket would be full again.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A), which needs no timer to refill and no
/// fractions of tokens.
public struct RateGate: Hashable, Sendable {
  private var fullAt = Instant.zero

  /// A full bucket.
  public init() {}

  /// Whether one more may pass, which then is counted.
  ///
  /// - Parameters:
  ///   - spacing: The time between two at the highest lasting rate.
  ///   - burst: How much time's worth may come at once.
  ///   - now: The present.
  public mutating func admits(spacing: Interval, burst: Interval, now: Instant) -> Bool {
    let start = max(fullAt, now)
    guard (start - now) + spacing <= burst else { return false }
    fullAt = start + spacing
    return true
  }

  /// How long it takes until nothing of its past matters any more: the spacing of everything that was
  /// counted, less the time since.
  public func backlog(at now: Instant) -> Interval { max(fullAt, now) - now }

  /// Whether nothing of its past matters any more.
  public func isFull(at now: Instant) -> Bool { fullAt <= now }
}
