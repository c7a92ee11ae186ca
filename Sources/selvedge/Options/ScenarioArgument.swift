internal import ArgumentParser
internal import OverlaySimulator

/// A demonstration's scenario on the command line.
struct ScenarioArgument: ExpressibleByArgument {
  let scenario: SiteScenario

  init(_ scenario: SiteScenario) {
    self.scenario = scenario
  }

  init?(argument: String) {
    guard let scenario = SiteScenario(rawValue: argument) else { return nil }
    self.scenario = scenario
  }

  var defaultValueDescription: String { scenario.rawValue }

  static var allValueStrings: [String] { SiteScenario.allCases.map(\.rawValue) }
}
