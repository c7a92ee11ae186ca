/// Whether one check holds.
public struct ScenarioOutcome: Hashable, Sendable {
  /// The check.
  public var check: ScenarioCheck
  /// What was measured; nil when nothing has that name.
  public var measured: Double?

  /// Whether it holds.
  public var holds: Bool { measured.map { check.bound.holds($0) } ?? false }
}
