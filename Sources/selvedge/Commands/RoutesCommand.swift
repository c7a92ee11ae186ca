internal import ArgumentParser
internal import OverlayRuntime

/// Tells which way packets go, and why.
struct RoutesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes",
    abstract: "Show the path to every member for every class, and why it is in use.",
    discussion: """
      Each class of traffic judges paths its own way: `balanced` by delay and loss, `latency` by \
      delay, `loss` by loss, `throughput` by what a transfer could reach, `jitter` by how steady the \
      delay is; `redundant` sends two copies, `parity` stripes over three paths, and `multipath` \
      shares flows out over all good paths. Other classes are the settings' own. The best path goes \
      straight there or through one other member.

      `--explain` shows every path that was weighed, and those that the network's policy forbids, \
      with the rule.

      Under prefix routing a node chooses the next hop alone: shown are the ways to the nodes that \
      this one has to do with, and its routing table. The nodes of an entry share LEVEL digits with \
      this node and go on with DIGIT; the first is in use, the others are its backups.

      JSON keys: table with level, digit, names; routes with to, node, trafficClass, directState, reason, switches, \
      changedSecondsAgo, and paths (the one in use first) with relay, localAddress, remoteAddress, \
      latencyMilliseconds, loss, cost, variationMilliseconds, throughput (bytes a second), \
      isWithinBounds; forbidden with relay, rule.
      """)

  @Argument(help: "Only the routes to this member.")
  var member: String?

  @Option(name: .customLong("class"), help: "Only the routes of this class.")
  var trafficClass: ClassArgument?

  @Flag(help: "Show every path that was weighed, and those that are forbidden.")
  var explain = false

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.routes) { response in
      guard case .routes(var report) = response else { throw CommandError.unexpectedAnswer }
      report.routes.removeAll { route in
        member.map { $0 != route.to && $0 != route.node } ?? false
          || trafficClass.map { $0.name != route.trafficClass } ?? false
      }
      try output.print(report, as: explain ? Self.explanation : Self.text)
    }
  }

  static func explanation(_ report: RoutesReport) -> String {
    guard !report.routes.isEmpty else { return "no routes to explain" }
    return report.routes.map { route in
      var table = TextTable("  PATH", "COST", "ONE WAY", "JITTER", "LOSS", "COULD CARRY", "")
      for (rank, path) in route.paths.enumerated() {
        let rate = path.throughput.map { "\(Int(($0 * 8 / 1_000).rounded())) kbit/s" }
        let notes = [
          rank == 0 ? "in use" : nil, path.isWithinBounds == false ? "not all it asks for" : nil,
        ]
        table.add(
          "  " + (path.relay.map { "through \($0)" } ?? "direct, \(path.remoteAddress)"),
          "\((path.cost * 1_000).rounded() / 1_000)",
          Quantity.milliseconds(path.latencyMilliseconds),
          path.variationMilliseconds.map(Quantity.milliseconds) ?? "-", Quantity.share(path.loss),
          rate ?? "-", notes.compactMap(\.self).joined(separator: ", "))
      }
      for way in route.forbidden ?? [] {
        table.add(
          "  " + (way.relay.map { "through \($0)" } ?? "direct"), "-", "-", "-", "-", "-",
          "forbidden by policy `\(way.rule)`")
      }
      return "\(route.to), \(route.trafficClass): \(route.reason)\n\(table.text)"
    }.joined(separator: "\n\n")
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
