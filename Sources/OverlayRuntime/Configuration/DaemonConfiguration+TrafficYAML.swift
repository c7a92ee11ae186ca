internal import OverlayCore

// Metrics, classes and policies as config.yaml has them.

extension DaemonConfiguration {
  static func lines(_ metrics: [MetricDefinition]) -> String {
    list(
      metrics.map { metric in
        [
          ("name", metric.name), ("number", "\(metric.number)"), ("unit", quoted(metric.unit)),
          ("better", metric.direction.rawValue), ("along-path", metric.composition.rawValue),
        ]
      })
  }

  static func lines(_ traffic: TrafficSettings) -> String {
    list(
      traffic.defined.map { settings in
        let isKnown = settings.number.rawValue < TrafficClass.configuredFirst
        var fields = [("name", settings.name)]
        if !isKnown { fields.append(("number", "\(settings.number.rawValue)")) }
        fields.append(("metric", name(of: settings.rule.metric, traffic)))
        fields.append(("redundancy", TrafficWords.words(settings.rule.redundancy)))
        fields.append(("spread", "\(settings.rule.spreads)"))
        if let bound = settings.rule.latencyMax {
          fields.append(("latency-max", "\(bound.nanoseconds / 1_000_000)ms"))
        }
        if let share = settings.rule.lossMax { fields.append(("loss-max", "\(share * 100)%")) }
        if settings.rule.relay == .none { fields.append(("relay", "none")) }
        if let relay = settings.relay {
          fields.append((relay.isForced ? "relay" : "prefer", relay.name))
        }
        if !settings.matches.isEmpty {
          fields.append(("match", array(settings.matches.map(\.description))))
        }
        return fields
      })
  }

  static func lines(
    _ policies: [PolicySettings], _ traffic: TrafficSettings
  ) -> String {
    list(
      policies.map { policy in
        var fields = [("name", policy.name), ("action", policy.isAllowed ? "allow" : "deny")]
        switch policy.scope {
        case .everywhere: break
        case .between(let one, let other): fields.append(("link", array([one, other])))
        case .at(let node): fields.append(("node", node))
        case .through(let node): fields.append(("relay", node))
        }
        if !policy.sources.isEmpty { fields.append(("sources", array(policy.sources))) }
        if !policy.classes.isEmpty {
          fields.append(("classes", array(policy.classes.map(traffic.name))))
        }
        if let hours = policy.hours { fields.append(("hours", quoted(TrafficWords.words(hours)))) }
        if policy.weekdays != 0x7f {
          fields.append(("days", TrafficWords.range(policy.weekdays)))
        }
        return fields
      })
  }

  private static func name(of metric: Metric, _ traffic: TrafficSettings) -> String {
    guard case .application(let number) = metric else { return metric.name }
    return traffic.metrics.first { $0.number == number }?.name ?? metric.name
  }

  private static func list(_ entries: [[(String, String)]]) -> String {
    guard !entries.isEmpty else { return " []" }
    return entries.map { fields in
      "\n  - {" + fields.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
    }.joined()
  }

  private static func array(_ values: [String]) -> String {
    "[" + values.map(quoted).joined(separator: ", ") + "]"
  }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
