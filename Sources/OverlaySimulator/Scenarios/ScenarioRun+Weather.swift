import OverlayCore

// Spells of trouble that come and go on their own while phases run.

extension ScenarioRun {
  mutating func addWeather(_ rule: WeatherRule) {
    precondition(
      rule.path.first < job.settings.nodes && rule.path.second < job.settings.nodes, "no such host")
    weather.add(rule, seed: random.next(), to: simulation.underlay, at: simulation.now)
  }

  mutating func tendWeather() {
    weather.advance(to: simulation.now, changing: &simulation.underlay)
  }
}
