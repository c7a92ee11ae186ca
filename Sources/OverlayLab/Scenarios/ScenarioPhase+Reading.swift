internal import OverlayCore
internal import OverlaySimulator
internal import Yams

extension ScenarioPhase {
  private static let names = [
    "join", "quiet", "kill", "leave", "churn", "flows", "fail-links", "heal-links", "partition",
    "loss", "adversity", "records", "flood-records", "flood-joins", "weather", "measure",
  ]

  /// Reads one entry of `phases`: `- what: how`, of a scenario with that many hosts at least.
  init(_ node: Yams.Node, file: String, hosts: Int) throws(ScenarioError) {
    if let word = node.scalar?.string, word == "heal-links" {
      self = .healLinks
      return
    }
    let map = try ScenarioMapping(node, file: file, key: "phases", known: Self.names)
    guard let name = map.onlyKey, let value = map[name] else {
      throw .badValue(
        file: file, line: map.line, key: "phases", value: "several at once",
        expected: "one `- what: how` for each thing that happens")
    }
    switch name {
    case "join": self = try Self.join(value, file: file)
    case "quiet": self = .quiet(try map.interval("quiet") ?? .zero)
    case "kill": self = .kill(try map.integer("kill", 1...Scenario.nodesMax) ?? 0)
    case "leave": self = .leave(try map.integer("leave", 1...Scenario.nodesMax) ?? 0)
    case "churn": self = try Self.churn(value, file: file)
    case "flows": self = .flows(perSecond: try map.integer("flows", 0...1_000) ?? 0)
    case "fail-links": self = .failLinks(share: try map.number("fail-links", 0...1) ?? 0)
    case "heal-links": self = .healLinks
    case "partition": self = .partition(parts: try map.integer("partition", 1...100) ?? 1)
    case "loss": self = .loss(share: try map.number("loss", 0...0.9) ?? 0)
    case "adversity": self = .adversity(try map.interval("adversity") ?? .zero)
    case "records": self = .records(lifetime: try Self.lifetime(map))
    case "flood-records": self = .floodRecords(try map.interval("flood-records") ?? .zero)
    case "flood-joins": self = .floodJoins(try map.interval("flood-joins") ?? .zero)
    case "weather": self = try Self.weather(value, file: file, hosts: hosts)
    default: self = try Self.measure(value, map, hosts: hosts)
    }
  }

  private static func lifetime(_ map: ScenarioMapping) throws(ScenarioError) -> Interval {
    let lifetime = try map.interval("records") ?? .seconds(60)
    let most = Interval.seconds(UInt64(Limits.recordLifetimeSecondsMax))
    guard lifetime >= .seconds(1), lifetime <= most else {
      throw map.error("records", "a lifetime from 1s to a day")
    }
    return lifetime
  }

  private static func join(_ node: Yams.Node, file: String) throws(ScenarioError) -> ScenarioPhase {
    if node.scalar?.string == "all" { return .join(count: nil, wave: 0.25) }
    let map = try ScenarioMapping(node, file: file, key: "join", known: ["count", "wave"])
    let isAtOnce = try map.text("wave") == "at-once"
    return .join(
      count: try map.integer("count", 1...Scenario.nodesMax),
      wave: isAtOnce ? .infinity : try map.number("wave", 0...1) ?? 0.25)
  }

  private static func churn(
    _ node: Yams.Node, file: String
  ) throws(ScenarioError) -> ScenarioPhase {
    let map = try ScenarioMapping(node, file: file, key: "churn", known: ["for", "every", "life"])
    guard let duration = try map.interval("for") else { throw map.missing("for", "`for: 10min`") }
    let step = try map.interval("every") ?? .seconds(10)
    let life = try map.interval("life") ?? .seconds(120)
    guard step >= .milliseconds(1), life >= step * 2 else {
      throw map.error("life", "a mean life of at least two steps")
    }
    return .churn(duration: duration, step: step, meanLife: life)
  }

  private static func measure(
    _ node: Yams.Node, _ outer: ScenarioMapping, hosts: Int
  ) throws(ScenarioError) -> ScenarioPhase {
    let map = try ScenarioMapping(
      node, file: outer.file, key: "measure",
      known: [
        "what", "for", "count", "shares", "locality-of", "between", "row", "every", "class",
        "samples", "pairs", "slices", "compare-hysteresis",
      ])
    let count = try map.integer("count", 1...1_000_000)
    switch try map.text("what") {
    case "traffic": return .measureTraffic(try map.interval("for") ?? .seconds(30))
    case "tables":
      return .measureTables(localityOf: try map.integer("locality-of", 0...20_000) ?? 128)
    case "lookups": return .measureLookups(count ?? 1_000)
    case "records": return .measureRecords
    case "root-crashes": return .measureRootCrashes(count ?? 2)
    case "reachability":
      var shares: [Double] = []
      for entry in try map.list("shares") {
        guard let share = entry.scalar.flatMap({ ScenarioMapping.number($0.string) }),
          0...1 ~= share
        else { throw map.error("shares", "a list of shares such as [2 %, 5 %]") }
        shares.append(share)
      }
      return .measureReachability(shares: shares, pairs: count ?? 10_000)
    case "switching": return .measureSwitching(samples: count ?? 20)
    case "metrics": return .measureMetrics(try map.interval("for") ?? .seconds(300))
    case "policies": return .measurePolicies(runs: count ?? 100)
    case "multipath": return .measureMultipath(flows: count ?? 10_000)
    case "parity": return .measureParity(cuts: count ?? 30)
    case "streams": return try streams(map, hosts: hosts)
    case "replay": return try replay(map)
    case "relay-gain": return .measureRelayGain
    case "estimators": return .measureEstimators
    default:
      throw map.error(
        "what",
        "one of traffic, tables, lookups, records, root-crashes, reachability, switching, streams, "
          + "replay, relay-gain, estimators, metrics, policies, multipath, parity")
    }
  }
}
