internal import OverlaySimulator

/// What `selvedge sim run` tells at the end. The names of the properties are the keys of its JSON
/// and stay as they are.
struct ScenarioSummary: Encodable {
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
  /// What a reader should know, in words.
  var remarks: [String]
  /// What was wrong, in words.
  var accounts: [String]
  /// The fingerprint of all runs.
  var trace: String
  /// Whether all checks hold.
  var holds: Bool

  /// More words than anyone reads.
  private static let accountsMax = 20
  /// Printed above the checks; the numbers are among ``measures``.
  private let tables: [ScenarioTable]

  private enum CodingKeys: String, CodingKey {
    case scenario, seed, checks, measures, remarks, accounts, trace, holds
  }

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
    remarks = Self.once(report.results.flatMap(\.remarks))
    tables = report.results.flatMap(\.tables)
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
    return
      (remarks + tables.map(Self.text) + [table.text] + lines + [
        "\(scenario), seed \(seed): \(verdict), trace \(trace)"
      ])
      .joined(separator: "\n")
  }

  /// Each text but once, where it comes first: repetitions say the same.
  private static func once(_ texts: [String]) -> [String] {
    var kept: [String] = []
    for text in texts where !kept.contains(text) { kept.append(text) }
    return kept
  }

  private static func text(_ table: ScenarioTable) -> String {
    var text = TextTable(table.columns)
    for row in table.rows { text.add([row.name] + row.values.map(digits)) }
    return "\(table.title):\n\(text.text)\n"
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
