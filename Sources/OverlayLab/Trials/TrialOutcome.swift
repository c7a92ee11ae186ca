public import OverlaySimulator

/// One seed's simulation and how long it took.
public struct TrialOutcome: Sendable {
  /// The seed.
  public var seed: UInt64
  /// What the simulation found; nil when it could not be set up, which ``failure`` explains.
  public var report: SimulationReport?
  /// Why the simulation could not be set up.
  public var failure: String?
  /// Seconds of real time that it took.
  public var seconds: Double

  /// Whether every promise was kept.
  public var isGood: Bool { report?.violations.isEmpty == true }
}
