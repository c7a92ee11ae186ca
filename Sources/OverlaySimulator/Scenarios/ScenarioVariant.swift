/// One run of a scenario: the common settings with some of them changed.
public struct ScenarioVariant: Hashable, Sendable {
  /// What its measurements are filed under.
  public var name: String
  /// Its settings, complete.
  public var settings: ScenarioSettings

  /// A variant of these settings.
  public init(name: String, settings: ScenarioSettings) {
    self.name = name
    self.settings = settings
  }
}
