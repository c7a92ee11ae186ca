public import OverlayCore

/// Which class a packet of the host travels in, by the DSCP in its IP header (RFC 2474).
public struct TrafficSettings: Hashable, Sendable {
  /// For packets whose DSCP is not listed.
  public var standard: TrafficClass
  /// The class for each DSCP value, 0 to 63.
  public var classes: [Int: TrafficClass]
  /// Classes that the operator defined or changed.
  public var defined: [ClassSettings]
  /// Metrics that applications report.
  public var metrics: [MetricDefinition]
  /// The network's policy; the first rule that fits decides.
  public var policies: [PolicySettings]

  /// Settings with every field given.
  public init(
    standard: TrafficClass, classes: [Int: TrafficClass], defined: [ClassSettings] = [],
    metrics: [MetricDefinition] = [], policies: [PolicySettings] = []
  ) {
    self.standard = standard
    self.classes = classes
    self.defined = defined
    self.metrics = metrics
    self.policies = policies
  }

  /// The class of a name, the operator's first.
  public func trafficClass(named name: String) -> TrafficClass? {
    ConfigurationDocument.trafficClass(name, defined)
  }

  /// The name of a class.
  public func name(of trafficClass: TrafficClass) -> String {
    defined.first { $0.number == trafficClass }?.name ?? trafficClass.name
  }

  /// The names of all classes, by number.
  public var names: [String] {
    (0..<TrafficClass.limit).compactMap(TrafficClass.init).filter { number in
      TrafficClass.allCases.contains(number) || defined.contains { $0.number == number }
    }.map(name)
  }

  /// What the classes ask for.
  ///
  /// - Parameter node: Who bears a name. Whoever is not known is nobody's relay.
  public func classTable(_ node: (String) -> NodeID?) -> ClassTable {
    ClassTable(
      configured: defined.map { settings in
        var rule = settings.rule
        if let relay = settings.relay {
          let found = node(relay.name) ?? NodeID(0)
          rule.relay = relay.isForced ? .forced(found) : .preferred(found)
        }
        return (settings.number, rule)
      })
  }

  /// The network's policy.
  ///
  /// - Parameter node: Who bears a name.
  public func policyTable(_ node: (String) -> NodeID?) -> PolicyTable {
    PolicyTable(policies.map { $0.rule(node) })
  }
}
