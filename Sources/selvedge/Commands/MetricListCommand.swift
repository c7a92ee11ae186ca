internal import ArgumentParser
internal import OverlayRuntime

/// Shows the metrics and what holds.
struct MetricListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the metrics of applications, and what was reported here.",
    discussion: """
      JSON keys: metrics with name, unit, better, alongPath, and values (to, value): those that were \
      reported to this node and have not expired.
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.metrics) { response in
      guard case .metrics(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: MetricsReport) -> String {
    guard !report.metrics.isEmpty else {
      return "no metrics: define them in config.yaml (`selvedge metric --help`)"
    }
    var table = TextTable("METRIC", "UNIT", "BETTER", "ALONG PATH", "TO", "VALUE")
    for metric in report.metrics {
      let head = [metric.name, metric.unit, metric.better, metric.alongPath]
      if metric.values.isEmpty {
        table.add(head[0], head[1], head[2], head[3], "-", "nothing reported")
      }
      for value in metric.values {
        table.add(head[0], head[1], head[2], head[3], value.to, "\(value.value)")
      }
    }
    return table.text
  }
}
