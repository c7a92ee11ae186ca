internal import OverlayCore
internal import Yams

// Metrics, classes and policies.

extension ConfigurationDocument {
  /// The metrics that applications report.
  func metrics() throws(ConfigurationError) -> [MetricDefinition] {
    var metrics: [MetricDefinition] = []
    for entry in try entries(of: "metrics", atMost: Limits.applicationMetricsMax) {
      let name = try newName(entry, taken: metrics.map(\.name) + Metric.measured.map(\.name))
      let number = try number(entry, "number", in: 0...Limits.applicationMetricsMax - 1)
      guard !metrics.contains(where: { $0.number == UInt8(number) }) else {
        throw bad(entry, "number", expected: "a number that no other metric has")
      }
      metrics.append(
        MetricDefinition(
          number: UInt8(number), name: name, unit: try optional(entry, "unit") ?? "",
          direction: try choice(entry, "better", MetricDefinition.Direction.allCases) ?? .lower,
          composition: try choice(entry, "along-path", MetricDefinition.Composition.allCases)
            ?? .sum))
    }
    return metrics
  }

  /// The classes that the operator defined.
  func classes(
    _ metrics: [MetricDefinition]
  ) throws(ConfigurationError) -> [ClassSettings] {
    var classes: [ClassSettings] = []
    for entry in try entries(of: "classes", atMost: Int(TrafficClass.limit)) {
      let name = try newName(entry, taken: classes.map(\.name))
      let number = try classNumber(entry, name, classes)
      var rule = ClassTable.standard[number]
      if let metric = try optional(entry, "metric") {
        rule.metric = try self.metric(metric, entry, metrics)
      }
      if let text = try optional(entry, "redundancy") {
        guard let redundancy = TrafficWords.redundancy(text) else {
          throw bad(
            entry, "redundancy", expected: "none, duplicate, or parity 2...\(Redundancy.stripesMax)"
          )
        }
        rule.redundancy = redundancy
      }
      rule.spreads = try flag(entry, "spread") ?? rule.spreads
      rule.latencyMax = try limit(entry, "latency-max", "a time such as 150ms", TrafficWords.time)
      rule.lossMax = try limit(entry, "loss-max", "a share such as 2%", TrafficWords.share)
      let relay = try relay(entry)
      if relay?.name == "none" { rule.relay = .none }
      classes.append(
        ClassSettings(
          name: name, number: number, rule: rule, relay: rule.relay == .none ? nil : relay,
          matches: try matches(entry)))
    }
    return classes
  }

  /// The rules of the network's policy.
  func policies(_ classes: [ClassSettings]) throws(ConfigurationError) -> [PolicySettings] {
    var policies: [PolicySettings] = []
    for entry in try entries(of: "policies", atMost: Limits.policyRulesMax) {
      let action = try text(entry, "action")
      guard ["allow", "deny"].contains(action) else {
        throw bad(entry, "action", expected: "allow or deny")
      }
      var policy = PolicySettings(
        name: try text(entry, "name"), isAllowed: action == "allow", scope: try scope(entry),
        sources: try list(entry, "sources"))
      for name in try list(entry, "classes") {
        guard let match = Self.trafficClass(name, classes) else {
          throw bad(entry, "classes", expected: Self.classNames(classes))
        }
        policy.classes.append(match)
      }
      policy.hours = try limit(entry, "hours", "such as 08:00-18:00, in UTC", TrafficWords.hours)
      let days = try limit(entry, "days", "such as mon-fri or sat", TrafficWords.days)
      policy.weekdays = days ?? 0x7f
      policies.append(policy)
    }
    return policies
  }

  /// The class of a name, the operator's first.
  static func trafficClass(_ name: String, _ classes: [ClassSettings]) -> TrafficClass? {
    classes.first { $0.name == name }?.number ?? TrafficClass(name: name)
  }

  /// What users are told to choose from.
  static func classNames(_ classes: [ClassSettings]) -> String {
    let own = classes.map(\.name)
    let known = TrafficClass.allCases.map(\.name).filter { !own.contains($0) }
    return "one of " + (known + own).joined(separator: ", ")
  }

  private func classNumber(
    _ entry: Entry, _ name: String, _ others: [ClassSettings]
  ) throws(ConfigurationError) -> TrafficClass {
    // What every node knows keeps its number and may be given other rules.
    if let known = TrafficClass(name: name), entry.fields["number"] == nil { return known }
    let range = Int(TrafficClass.configuredFirst)...Int(TrafficClass.limit) - 1
    let number = try number(entry, "number", in: range)
    guard let match = TrafficClass(rawValue: UInt8(number)),
      !others.contains(where: { $0.number == match })
    else { throw bad(entry, "number", expected: "a number that no other class has") }
    return match
  }

  private func metric(
    _ name: String, _ entry: Entry, _ metrics: [MetricDefinition]
  ) throws(ConfigurationError) -> Metric {
    if let own = metrics.first(where: { $0.name == name }) { return .application(own.number) }
    guard let known = Metric.measured.first(where: { $0.name == name }) else {
      let names = Metric.measured.map(\.name) + metrics.map(\.name)
      throw bad(entry, "metric", expected: "one of " + names.joined(separator: ", "))
    }
    return known
  }

  private func relay(_ entry: Entry) throws(ConfigurationError) -> ClassSettings.RelayName? {
    let (preferred, forced) = (try optional(entry, "prefer"), try optional(entry, "relay"))
    guard preferred == nil || forced == nil else {
      throw bad(entry, "prefer", expected: "either `prefer` or `relay`, not both")
    }
    if let forced { return ClassSettings.RelayName(name: forced, isForced: true) }
    return preferred.map { ClassSettings.RelayName(name: $0, isForced: false) }
  }

  private func matches(_ entry: Entry) throws(ConfigurationError) -> [TrafficMatch] {
    let texts = try list(entry, "match")
    guard texts.count <= RuntimeLimits.matchesPerClass else {
      throw .tooMany(at: entry.place, key: "match", allowed: RuntimeLimits.matchesPerClass)
    }
    var matches: [TrafficMatch] = []
    for text in texts {
      guard let match = TrafficMatch(text) else {
        throw .badValue(
          at: entry.place, key: "match", value: text, expected: TrafficMatch.grammar)
      }
      matches.append(match)
    }
    return matches
  }

  private func scope(_ entry: Entry) throws(ConfigurationError) -> PolicySettings.Scope {
    let given = ["link", "node", "relay"].filter { entry.fields[$0] != nil }
    guard given.count <= 1 else {
      throw bad(entry, given[1], expected: "one of `link`, `node` and `relay`, not several")
    }
    switch given.first {
    case "link":
      let ends = try list(entry, "link")
      guard ends.count == 2, ends[0] != ends[1] else {
        throw bad(entry, "link", expected: "the names of its two ends, such as [mit, utah]")
      }
      return .between(ends[0], ends[1])
    case "node": return .at(try text(entry, "node"))
    case "relay": return .through(try text(entry, "relay"))
    default: return .everywhere
    }
  }
}
