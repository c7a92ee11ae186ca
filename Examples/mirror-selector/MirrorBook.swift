import Selvedge

/// What is known of each mirror: how long a download from it takes, in milliseconds. This is a metric
/// that only the application can measure; the network knows round trips, and a near mirror with a slow
/// disk has a good one.
///
/// Values are soft state: a value that nobody has renewed for its lifetime counts as unknown, and what
/// is unknown is tried.
struct MirrorBook {
  private struct Entry {
    var milliseconds: Double
    var expiresAt: ContinuousClock.Instant
  }

  /// How much the newest download weighs.
  private static let weight = 0.5
  /// How much better another mirror must be: differences below that are luck.
  private static let margin = 0.9

  private var entries: [NodeID: Entry] = [:]
  private(set) var choice: NodeID?
  let mirrors: [NodeID]

  init(_ mirrors: [NodeID]) {
    self.mirrors = mirrors
  }

  /// Takes note of a download.
  mutating func report(
    _ milliseconds: Double, for mirror: NodeID, lifetime: Duration, now: ContinuousClock.Instant
  ) {
    let before = entries[mirror].flatMap { $0.expiresAt > now ? $0.milliseconds : nil }
    let smoothed = before.map { $0 + Self.weight * (milliseconds - $0) } ?? milliseconds
    entries[mirror] = Entry(milliseconds: smoothed, expiresAt: now + lifetime)
  }

  /// The smoothed value for a mirror; nil when there is none that still holds.
  func value(for mirror: NodeID, now: ContinuousClock.Instant) -> Double? {
    entries[mirror].flatMap { $0.expiresAt > now ? $0.milliseconds : nil }
  }

  /// The mirror to load from next: one that is not known, or else the best one, or the one chosen
  /// before if that is nearly as good.
  mutating func choose(now: ContinuousClock.Instant) -> NodeID {
    if let unknown = mirrors.first(where: { value(for: $0, now: now) == nil }) { return unknown }
    let best = mirrors.min {
      (value(for: $0, now: now) ?? .infinity) < (value(for: $1, now: now) ?? .infinity)
    }
    guard let best else { preconditionFailure("no mirrors") }
    if let choice, let current = value(for: choice, now: now),
      let other = value(for: best, now: now), other > current * Self.margin
    {
      return choice
    }
    choice = best
    return best
  }
}
