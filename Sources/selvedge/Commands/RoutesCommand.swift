internal import ArgumentParser
internal import OverlayRuntime

/// Tells which way packets go, and why.
struct RoutesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes",
    abstract: "Show the path to every member for every class, and why it is in use.",
    discussion: """
      Each class of traffic judges paths its own way: `balanced` by delay and loss, `latency` by \
      delay, `loss` by loss; `redundant` sends two copies. The best path goes straight there or \
      through one other member.

      Under prefix routing a node chooses the next hop alone: shown are the ways to the nodes that \
      this one has to do with, and its routing table. The nodes of an entry share LEVEL digits with \
      this node and go on with DIGIT; the first is in use, the others are its backups.

      JSON keys: table with level, digit, names; routes with to, node, trafficClass, directState, reason, switches, \
      changedSecondsAgo, and paths (the one in use first) with relay, localAddress, remoteAddress, \
      latencyMilliseconds, loss, cost.
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.routes) { response in
      guard case .routes(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: RoutesReport) -> String {
    guard !report.routes.isEmpty else { return "no other members" }
    var table = TextTable("TO", "CLASS", "PATH", "ONE WAY", "LOSS", "CHANGED", "WHY")
    for route in report.routes {
      let path = route.paths.first
      table.add(
        route.to, route.trafficClass,
        path.map { $0.relay.map { "through \($0)" } ?? "direct, \($0.remoteAddress)" } ?? "none",
        path.map { Quantity.milliseconds($0.latencyMilliseconds) } ?? "-",
        path.map { Quantity.share($0.loss) } ?? "-",
        route.switches == 0 ? "never" : "\(Quantity.seconds(route.changedSecondsAgo)) ago",
        route.reason)
    }
    return table.text + (report.table.map(Self.text) ?? "")
  }

  private static func text(_ entries: [RoutesReport.Entry]) -> String {
    var table = TextTable("LEVEL", "DIGIT", "NODES")
    for entry in entries {
      table.add(
        "\(entry.level)", String(entry.digit, radix: 16), entry.names.joined(separator: ", "))
    }
    return "\n\n" + table.text
  }
}
