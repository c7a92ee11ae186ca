public import OverlayCore

/// A fault and when it strikes.
public struct FaultEvent: Hashable, Sendable {
  /// When, counted from the start of the run.
  public var time: Instant
  /// What.
  public var action: FaultAction

  /// `action` strikes at `time`.
  public init(_ time: Instant, _ action: FaultAction) {
    self.time = time
    self.action = action
  }
}
