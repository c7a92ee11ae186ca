internal import ArgumentParser
internal import OverlayRuntime

/// Reports a value.
struct MetricReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Say what an application measured of the link to a member.",
    discussion: """
      The value holds for as long as `--for` says, or until another is reported. Report in good time \
      before that: what has expired counts no more.

      JSON keys: as `selvedge metric list`.
      """)

  @Argument(help: "The metric, as config.yaml calls it.")
  var metric: String

  @Argument(help: "The member that the value is about.")
  var member: String

  @Argument(help: "The value, in the metric's unit.")
  var value: Double

  @Option(name: .customLong("for"), help: "How long it holds when it is not renewed.")
  var lifetime = DurationArgument(seconds: 60)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard value.isFinite, value >= 0 else {
      throw ValidationError("Report a number that is not negative.")
    }
    guard lifetime.seconds <= 3_600 else {
      throw ValidationError("A value holds for an hour at most: report it again before that.")
    }
  }

  func run() throws {
    let request = ControlRequest.reportMetric(
      metric: metric, node: member, value: value, lifetimeSeconds: UInt32(lifetime.seconds))
    try state.ask(request) { response in
      guard case .metrics(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report) { _ in "\(metric) to \(member) is \(value) for \(lifetime.seconds) s"
      }
    }
  }
}
