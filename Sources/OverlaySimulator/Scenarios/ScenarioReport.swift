/// What a scenario found, over all of its runs.
public struct ScenarioReport: Hashable, Sendable {
  /// What every run found, in the order of the runs.
  public let results: [ScenarioResult]
  /// Every check, in the scenario's order.
  public let outcomes: [ScenarioOutcome]
  /// All numbers: those of each run, and over all runs.
  public let measures: [ScenarioMeasure]

  /// Holds the results of all runs of a scenario, in the order of the runs, against its checks.
  public init(_ scenario: Scenario, results: [ScenarioResult]) {
    self.results = results
    var measures: [ScenarioMeasure] = []
    for result in results {
      measures += result.measures.map { ScenarioMeasure("\(result.name).\($0.name)", $0.value) }
    }
    let all =
      measures + Self.overall(results) + Self.each(scenario, results) + Self.crossover(results)
    self.measures = all
    outcomes = scenario.checksThatApply.map { check in
      ScenarioOutcome(
        check: check, measured: all.first { $0.name == check.measure }?.value)
    }
  }

  /// Whether every check holds.
  public var holds: Bool { outcomes.allSatisfy { $0.holds } }

  /// The fingerprint of all runs.
  public var trace: TraceHash {
    var trace = TraceHash()
    for result in results { trace.combine(result.trace.value) }
    return trace
  }

  private static func overall(_ results: [ScenarioResult]) -> [ScenarioMeasure] {
    var names: [String] = []
    for measure in results.flatMap(\.measures) where !names.contains(measure.name) {
      names.append(measure.name)
    }
    return names.flatMap { name -> [ScenarioMeasure] in
      let values = results.compactMap { $0[name] }
      let sum = values.reduce(0, +)
      return [
        ScenarioMeasure("mean.\(name)", sum / Double(values.count)),
        ScenarioMeasure("min.\(name)", values.min() ?? 0),
        ScenarioMeasure("max.\(name)", values.max() ?? 0),
        ScenarioMeasure("sum.\(name)", sum),
      ]
    }
  }

  /// The same over the repetitions of each variant, as `variant.mean.name`, where there are several of
  /// both.
  private static func each(
    _ scenario: Scenario, _ results: [ScenarioResult]
  ) -> [ScenarioMeasure] {
    let count = scenario.repetitions
    guard count > 1, scenario.variants.count > 1, results.count == scenario.variants.count * count
    else { return [] }
    return scenario.variants.enumerated().flatMap { number, variant in
      overall(Array(results[number * count..<(number + 1) * count])).map {
        ScenarioMeasure("\(variant.name).\($0.name)", $0.value)
      }
    }
  }

  /// The number of nodes from which on the mesh sends more bytes than the prefix plane: where the
  /// straight lines between the runs meet. Runs are told apart by their plane.
  private static func crossover(_ results: [ScenarioResult]) -> [ScenarioMeasure] {
    func points(_ plane: String) -> [(nodes: Double, bytes: Double)] {
      results.compactMap { result in
        guard result.name.hasPrefix(plane), let nodes = result["nodes"],
          let bytes = result["control-bytes-per-second"]
        else { return nil }
        return (nodes, bytes)
      }.sorted { $0.nodes < $1.nodes }
    }
    let (mesh, prefix) = (points("mesh-"), points("prefix-"))
    guard mesh.count > 1, prefix.count > 1 else { return [] }
    func value(_ points: [(nodes: Double, bytes: Double)], at nodes: Double) -> Double {
      let upper = points.firstIndex { $0.nodes >= nodes } ?? points.count - 1
      let (first, second) = (points[max(upper, 1) - 1], points[max(upper, 1)])
      let slope = (second.bytes - first.bytes) / (second.nodes - first.nodes)
      return first.bytes + slope * (nodes - first.nodes)
    }
    var nodes = prefix[0].nodes
    while nodes < prefix[prefix.count - 1].nodes {
      if value(mesh, at: nodes) > value(prefix, at: nodes) {
        return [ScenarioMeasure("crossover-nodes", nodes)]
      }
      nodes += 1
    }
    return []
  }
}
