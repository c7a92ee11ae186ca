extension Scenario {
  /// The data that the scenario replays; nil when it replays none.
  public var data: MeasuredData? { settings.topology.data }

  /// The scenario with other data, and only the checks that are meant for data of that kind.
  public func replaying(_ data: MeasuredData) -> Scenario {
    var scenario = self
    scenario.settings = Self.replaying(data, settings)
    for index in variants.indices {
      scenario.variants[index].settings = Self.replaying(data, variants[index].settings)
    }
    return scenario
  }

  private static func replaying(
    _ data: MeasuredData, _ settings: ScenarioSettings
  ) -> ScenarioSettings {
    guard settings.topology.data != nil else { return settings }
    var settings = settings
    settings.topology = .measured(data)
    return settings
  }

  /// The checks that concern the data that is replayed.
  var checksThatApply: [ScenarioCheck] {
    checks.filter { check in check.data.isEmpty || data.map { check.data.contains($0.kind) } ?? true
    }
  }
}
