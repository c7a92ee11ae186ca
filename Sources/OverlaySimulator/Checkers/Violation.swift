public import OverlayCore

/// A promise that the overlay broke, as a checker saw it.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
  /// When it was noticed.
  public var time: Instant
  /// Which promise.
  public var promise: Promise
  /// What happened, for people.
  public var account: String

  /// What the checkers hold an overlay to.
  public enum Promise: String, Hashable, Sendable {
    /// No copy of a packet comes to a node where it has been.
    case noLoop = "no forwarding loop"
    /// No packet is handed to its consumer twice.
    case noDuplicate = "no packet delivered twice"
    /// What is delivered is what was sent, to whom it was sent.
    case noCorruption = "what is delivered is what was sent"
    /// Where a path exists, traffic flows again in time.
    case recovery = "every pair with a live path delivers again"
    /// In a settled mesh the chosen path is the best one, within hysteresis.
    case bestPath = "the chosen path is the best one"
    /// No packet takes a link that the policy forbids it.
    case noCrossing = "no packet takes a forbidden link"
    /// Control traffic stays within its budget.
    case controlBudget = "control traffic stays within its budget"
  }

  /// Notes that a promise was broken.
  public init(time: Instant, promise: Promise, account: String) {
    self.time = time
    self.promise = promise
    self.account = account
  }

  /// The time in seconds, the promise and the account.
  public var description: String {
    "at \(SecondsNotation.print(time.nanoseconds)) s: \(promise.rawValue) — \(account)"
  }
}
