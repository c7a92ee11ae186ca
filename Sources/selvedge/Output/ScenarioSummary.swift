internal import OverlaySimulator

/// What `selvedge sim run` tells at the end. The names of the properties are the keys of its JSON
/// and stay as they are.
struct ScenarioSummary: Codable {
  /// One check.
  struct Check: Codable {
    /// What was measured.
    var measure: String
    /// What the paper says.
    var paper: String
    /// What would hold, in words.
    var bound: String
    /// What was measured; nothing when nothing has that name.
    var measured: Double?
    /// Whether it holds.
    var holds: Bool
  }

  /// The scenario.
  var scenario: String
  /// The seed of its first run.
  var seed: UInt64
  /// Every check.
  var checks: [Check]
  /// All numbers by name.
  var measures: [String: Double]
  /// What was wrong, in words.
  var accounts: [String]
  /// The fingerprint of all runs.
  var trace: String
  /// Whether all checks hold.
  var holds: Bool

  /// More words than anyone reads.
  private static let accountsMax = 20

  init(_ scenario: Scenario, report: ScenarioReport, seed: UInt64) {
    self.scenario = scenario.name
    self.seed = seed
    checks = report.outcomes.map { outcome in
      Check(
        measure: outcome.check.measure, paper: outcome.check.paper,
        bound: Self.words(outcome.check.bound), measured: outcome.measured,
        holds: outcome.holds)
    }
    measures = Dictionary(
      report.measures.filter(\.value.isFinite).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }
    )
    accounts = Array(
      report.results.flatMap { result in result.accounts.map { "\(result.name): \($0)" } }
        .prefix(Self.accountsMax))
    trace = report.trace.description
    holds = report.holds
  }

  /// The table, what was wrong, and a last line.
  var text: String {
    var table = TextTable("MEASURE", "PAPER", "BOUND", "MEASURED", "HOLDS")
    for check in checks {
      table.add(
        check.measure, check.paper, check.bound, check.measured.map(Self.digits) ?? "nothing",
        check.holds ? "yes" : "NO")
    }
    let failed = checks.count { !$0.holds }
    let verdict =
      failed == 0 ? "all \(checks.count) checks hold" : "\(failed) of \(checks.count) checks fail"
    let lines = accounts.map { "  " + $0 }
    return ([table.text] + lines + ["\(scenario), seed \(seed): \(verdict), trace \(trace)"])
      .joined(separator: "\n")
  }

  private static func words(_ bound: ScenarioCheck.Bound) -> String {
    switch bound {
    case .about(let value, let tolerance):
      tolerance > 0 ? "\(digits(value)) ± \(Quantity.share(tolerance))" : "= \(digits(value))"
    case .atLeast(let value): "≥ \(digits(value))"
    case .atMost(let value): "≤ \(digits(value))"
    }
  }

  private static func digits(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    if value == value.rounded(), value.magnitude < 1e9 { return "\(Int(value))" }
    return value.magnitude < 10 ? Quantity.fixed(value, 4) : Quantity.fixed(value, 1)
  }
}
