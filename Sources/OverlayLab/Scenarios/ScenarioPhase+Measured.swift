internal import OverlayCore
internal import OverlaySimulator
internal import Yams

// Phases of the RON paper's scenarios and of replayed data.

extension ScenarioPhase {
  /// `weather: {between: [mit, arosnet], calm: 6min, spell: 3min, loss: 60 %, delay: 28ms}`
  static func weather(
    _ node: Yams.Node, file: String, hosts: Int
  ) throws(ScenarioError) -> ScenarioPhase {
    let map = try ScenarioMapping(
      node, file: file, key: "weather", known: ["between", "calm", "spell", "loss", "delay"])
    let (first, second) = try ends(map, hosts: hosts)
    guard let calm = try map.interval("calm"), let spell = try map.interval("spell") else {
      throw map.missing("calm", "`calm: 10min` and `spell: 1min`, the mean lengths of both")
    }
    guard calm >= .seconds(1), spell >= .seconds(1) else {
      throw map.error("spell", "at least a second for both")
    }
    return .weather(
      WeatherRule(
        on: .bothWays(first, second), calm: calm, spell: spell,
        lossMax: try map.number("loss", 0...1) ?? 0, delay: try map.interval("delay")))
  }

  /// `measure: {what: streams, between: [mit, arosnet], for: 30min, row: 1min, every: 100ms}`
  static func streams(_ map: ScenarioMapping, hosts: Int) throws(ScenarioError) -> ScenarioPhase {
    let (first, second) = try ends(map, hosts: hosts)
    let duration = try map.interval("for") ?? .seconds(1_800)
    let spacing = try map.interval("every") ?? .milliseconds(100)
    let row = try map.interval("row") ?? .seconds(60)
    guard spacing >= .milliseconds(1), row >= spacing, duration >= row,
      duration.nanoseconds / spacing.nanoseconds <= UInt64(StreamStudy.samplesMax)
    else {
      throw map.error(
        "every", "at least 1ms, no longer than `row`, for at most \(StreamStudy.samplesMax) samples"
      )
    }
    let word = try map.text("class") ?? TrafficClass.balanced.name
    guard let trafficClass = TrafficClass(name: word) else {
      throw map.error(
        "class", "one of \(TrafficClass.allCases.map(\.name).joined(separator: ", "))")
    }
    return .measureStreams(
      StreamStudy(
        first: first, second: second, duration: duration, row: row, spacing: spacing,
        trafficClass: trafficClass, listsSamples: try map.flag("samples") ?? false))
  }

  /// `measure: {what: replay, pairs: 60, every: 8s, slices: 688, hysteresis: compared}`
  static func replay(_ map: ScenarioMapping) throws(ScenarioError) -> ScenarioPhase {
    let spacing = try map.interval("every") ?? .seconds(4)
    guard spacing >= .milliseconds(10) else { throw map.error("every", "at least 10ms") }
    return .measureReplay(
      ReplayStudy(
        pairs: try map.integer("pairs", 1...Limits.membersMax * Limits.membersMax) ?? 60,
        spacing: spacing, slicesMax: try map.integer("slices", 1...1_000_000) ?? .max,
        comparesHysteresis: try map.flag("compare-hysteresis") ?? false))
  }

  /// The two hosts of `between`, by number or by the name of a site.
  private static func ends(
    _ map: ScenarioMapping, hosts: Int
  ) throws(ScenarioError) -> (Int, Int) {
    let numbers = try map.list("between").map { node in
      let word = node.scalar?.string ?? ""
      return Site.allCases.first { $0.memberName == word }?.rawValue ?? Int(word) ?? -1
    }
    guard numbers.count == 2, numbers[0] != numbers[1],
      numbers.allSatisfy({ 0..<hosts ~= $0 })
    else {
      let names = Site.allCases.map(\.memberName).joined(separator: ", ")
      throw map.error(
        "between", "two hosts, each a number below \(hosts) or one of \(names): `[mit, arosnet]`")
    }
    return (numbers[0], numbers[1])
  }
}
