/// One run, ready to be made: everything that decides its outcome.
public struct ScenarioJob: Hashable, Sendable {
  /// What its measurements are filed under.
  public var name: String
  /// The network and its nodes.
  public var settings: ScenarioSettings
  /// What happens.
  public var phases: [ScenarioPhase]
  /// Decides every random choice.
  public var seed: UInt64
}
