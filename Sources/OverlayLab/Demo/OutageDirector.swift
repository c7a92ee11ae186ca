import OverlayCore
import OverlaySimulator

/// Cuts the direct path again and again, each time when the overlay has come to use it.
///
/// A plan with fixed times would soon cut a path that the overlay avoids anyway, since it lets a
/// path that keeps failing prove itself for longer each time; and nothing would be seen.
struct OutageDirector {
  private enum State {
    case watching(directSince: Instant?)
    case cut(until: Instant)
  }

  private var state = State.watching(directSince: nil)
  private let first: Instant
  private let end: Instant

  /// How long the overlay must have used the direct path.
  static let settled = Interval.seconds(1)
  /// How long each outage lasts.
  static let length = Interval.milliseconds(2_500)
  /// What must remain of the run to show what comes after an outage.
  static let remainder = Interval.seconds(4)

  /// Cuts from `first` on; the run ends at `end`.
  init(first: Instant, end: Instant) {
    self.first = first
    self.end = end
  }

  private static let path = PathSelection.bothWays(Site.mit.rawValue, Site.arosNet.rawValue)

  /// What to do to the network now; nil for nothing.
  mutating func step(isOverlayDirect: Bool, at now: Instant) -> FaultAction? {
    switch state {
    case .cut(let until):
      guard now >= until else { return nil }
      state = .watching(directSince: nil)
      return .heal(Self.path)
    case .watching(let since):
      guard isOverlayDirect else {
        state = .watching(directSince: nil)
        return nil
      }
      let since = since ?? now
      state = .watching(directSince: since)
      guard now >= first, now - since >= Self.settled, now + Self.remainder <= end else {
        return nil
      }
      state = .cut(until: now + Self.length)
      return .cut(Self.path)
    }
  }
}
