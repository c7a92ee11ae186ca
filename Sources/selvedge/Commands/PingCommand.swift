internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime

/// Asks a node to answer.
struct PingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping",
    abstract: "Send echo requests to a member over the path that traffic takes.",
    discussion: """
      Needs no network device on either side. Exits with 1 when no request was answered.

      Examples:
        selvedge ping beta
        selvedge ping beta -c 100 -i 0.05 --class redundant

      JSON, a line for each request: node, trafficClass, sequence, roundTripMilliseconds (left \
      out when there was no answer within two seconds).
      """)

  @Argument(help: "The member's name or node ID.")
  var node: String

  @Option(name: .short, help: ArgumentHelp("How many requests; 0 for no end.", valueName: "count"))
  var count = 4

  @Option(name: .short, help: ArgumentHelp("Between requests.", valueName: "seconds"))
  var interval = 1.0

  @Option(name: .customLong("class"), help: "The class to travel in.")
  var trafficClass: ClassArgument?

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard count >= 0 else { throw ValidationError("The count cannot be negative.") }
    guard interval >= 0.01, interval <= 3_600 else {
      throw ValidationError("The interval must be from 0.01 to 3600 seconds.")
    }
  }

  func run() throws {
    var times: [Double] = []
    var sent = 0
    let request = ControlRequest.ping(
      node: node, count: count, intervalMilliseconds: Int((interval * 1_000).rounded()),
      trafficClass: trafficClass?.name)
    try state.ask(request, within: Int(interval) + 10) { response in
      guard case .ping(let report) = response else { throw CommandError.unexpectedAnswer }
      sent += 1
      if let time = report.roundTripMilliseconds { times.append(time) }
      if output.json {
        try output.print(json: report, isLine: true)
      } else {
        StandardOutput.print(Self.text(report))
      }
    }
    if !output.json { StandardOutput.print(Self.summary(sent: sent, times: times)) }
    guard !times.isEmpty else { throw CommandError.noAnswer(node) }
  }

  static func text(_ report: PingReport) -> String {
    guard let time = report.roundTripMilliseconds else {
      return "\(report.node) seq=\(report.sequence) no answer"
    }
    return "\(report.node) seq=\(report.sequence) \(Quantity.milliseconds(time))"
  }

  static func summary(sent: Int, times: [Double]) -> String {
    let lost = sent == 0 ? 0 : Double(sent - times.count) / Double(sent)
    let counts = "\(sent) sent, \(times.count) answered, \(Quantity.share(lost)) lost"
    guard let least = times.min(), let most = times.max() else { return counts }
    let mean = times.reduce(0, +) / Double(times.count)
    let spread = [least, mean, most].map(Quantity.milliseconds).joined(separator: " / ")
    return "\(counts); round trip \(spread) (least / mean / most)"
  }
}
