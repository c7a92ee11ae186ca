internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime

/// Follows a packet.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Send a packet to a member and show the nodes that it passes.",
    discussion: """
      Every node on the way answers; the time is from sending the packet to that node's answer.

      JSON, a line for each answer: hop, name, node, isDestination, roundTripMilliseconds.
      """)

  @Argument(help: "The member's name or node ID.")
  var node: String

  @Option(name: .customLong("class"), help: "The class to travel in.")
  var trafficClass: ClassArgument?

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let request = ControlRequest.trace(
      node: node, trafficClass: trafficClass?.name)
    try state.ask(request) { response in
      guard case .trace(let report) = response else { throw CommandError.unexpectedAnswer }
      if output.json {
        try output.print(json: report, isLine: true)
      } else {
        StandardOutput.print(Self.text(report))
      }
    }
  }

  static func text(_ report: TraceReport) -> String {
    "\(report.hop)  \(report.name)  \(Quantity.milliseconds(report.roundTripMilliseconds))"
  }
}
