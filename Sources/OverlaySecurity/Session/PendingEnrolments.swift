import OverlayCore

/// The newcomers that wait for the authority's answer: few, and none for long.
struct PendingEnrolments {
  private static let max = 16
  private static let patience = Interval.seconds(10)

  private var waiting: [PendingEnrolment] = []

  /// Lets a newcomer wait; false when enough do.
  mutating func add(_ newcomer: PendingEnrolment) -> Bool {
    waiting.removeAll { newcomer.since - $0.since > Self.patience }
    guard waiting.count < Self.max else { return false }
    waiting.append(newcomer)
    return true
  }

  /// Takes out who waits under a number.
  mutating func take(_ identifier: UInt32) -> PendingEnrolment? {
    waiting.firstIndex { $0.identifier == identifier }.map { waiting.remove(at: $0) }
  }
}
