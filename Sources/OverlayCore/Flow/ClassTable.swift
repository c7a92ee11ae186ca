/// What each class stands for at a node: those that every node knows, and its operator's.
public struct ClassTable: Hashable, Sendable {
  /// By number; gaps hold the rule of ``TrafficClass/balanced``.
  private var rules: [ClassRule]

  /// The classes that every node knows.
  public static let standard = ClassTable(configured: [])

  /// The classes that every node knows and others; a number given twice keeps its last rule.
  public init(configured: [(TrafficClass, ClassRule)]) {
    rules = [
      ClassRule(metric: .balanced), ClassRule(metric: .latency), ClassRule(metric: .loss),
      ClassRule(redundancy: .duplicate), ClassRule(metric: .throughput),
      ClassRule(metric: .jitter), ClassRule(spreads: true),
      ClassRule(redundancy: .parity(stripes: 2)),
    ]
    for (trafficClass, rule) in configured {
      while rules.count <= Int(trafficClass.rawValue) { rules.append(ClassRule()) }
      rules[Int(trafficClass.rawValue)] = rule
    }
  }

  /// How many numbers have a rule.
  public var count: Int { rules.count }

  /// Where the rule of a class lies: that of ``TrafficClass/balanced`` for a class that nobody here
  /// has defined.
  @inline(__always)
  func index(of trafficClass: TrafficClass) -> Int {
    let number = Int(trafficClass.rawValue)
    return number < rules.count ? number : 0
  }

  /// The rule of a class.
  public subscript(trafficClass: TrafficClass) -> ClassRule {
    @inline(__always) get { rules[index(of: trafficClass)] }
  }
}
