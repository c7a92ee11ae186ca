internal import ArgumentParser
internal import OverlayCore
internal import OverlayRuntime

/// Shows what was measured before.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what was measured to other nodes over the last hours or days.",
    discussion: """
      The daemon looks at its links every second and keeps a summary of each minute: \
      `rtt` (round trip) and `jitter` in milliseconds, `loss-out` and `loss-in` as shares, \
      `bytes-out` and `bytes-in` as bytes of packets delivered per second, `down` as the share of \
      the time without a link that works, and `changes` of a link's state. Programs may add metrics \
      of their own to a shared database; see docs/DATABASE.md.

      With PEER, round trip, loss and time down are plotted; without it there is a line for every \
      node. A plot shows means; MIN and MAX are of single looks at the link. Gaps are times when \
      nothing was measured.

        selvedge history                         every node, the last hour
        selvedge history beta --since 7d         one node, the last week
        selvedge history --metric jitter         one metric of every node
        selvedge history beta --follow           each minute as it is measured
        selvedge history --server 192.0.2.1:7273 --token-file token

      JSON keys: since, until, isPartial, and series with site, source, remote, metric, unit, and \
      points with start, seconds, count, mean, minimum, maximum, median, p95. Times are seconds \
      since 1970. `--follow --json` prints one series a line.
      """)

  @Argument(
    help: ArgumentHelp("The node whose history is shown; all when left out.", valueName: "peer"))
  var peer: String?

  @Option(help: ArgumentHelp("How far back, such as 30m, 1h or 7d.", valueName: "time"))
  var since = DurationArgument(seconds: 3_600)

  @Option(
    help: ArgumentHelp(
      "One metric; `loss` is both directions, `bytes` too.", valueName: "name"))
  var metric: String?

  @Option(
    help: ArgumentHelp(
      "Only what was measured at this site of a shared database.", valueName: "name"))
  var site: String?

  @Option(
    help: ArgumentHelp(
      "Merge windows into ones of that length. Default: what fits the plot; for JSON none.",
      valueName: "time"))
  var step: DurationArgument?

  @Flag(help: "Print summaries as they are made, until interrupted.")
  var follow = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    if follow { return try runFollowing() }
    let text = HistoryText(
      width: HistoryText.terminalWidth, isUnicode: HistoryText.isTerminalUnicode,
      isDetailed: peer != nil)
    let step = step.map { Int($0.seconds) } ?? (output.json ? 0 : text.step(of: since.seconds))
    let now = Int64(MonotonicClock.unixSeconds)
    var report = HistoryReport(
      since: max(0, now - Int64(since.seconds)), until: now, isPartial: false, series: [])
    for metric in metrics {
      let found = try series(metric, since: report.since, step: step)
      if found.reduce(0, { $0 + $1.points.count }) >= RuntimeLimits.historyRows {
        report.isPartial = true
      }
      report.series += found
    }
    if output.json { return try output.print(json: report) }
    StandardOutput.print(text.lines(report).joined(separator: "\n"))
    if report.isPartial {
      StandardOutput.note("There is more: ask for less time, one peer or one metric.")
    }
  }

  /// What to ask for, one after the other.
  private var metrics: [String?] {
    if let metric { return [metric] }
    if output.json { return [nil] }
    return peer == nil ? ["rtt", "loss-out"] : ["rtt", "loss", "down"]
  }

  private func series(_ metric: String?, since: Int64, step: Int) throws -> [HistorySeries] {
    if let connection = try database.connection(state) {
      return try connection.history(
        remote: peer, metric: metric, site: site, since: since, step: Int64(step))
    }
    var found: [HistorySeries] = []
    let request = ControlRequest.history(
      remote: peer, metric: metric, site: site, sinceSeconds: Int(self.since.seconds),
      stepSeconds: step)
    try state.ask(request) { response in
      guard case .history(let series) = response else { throw CommandError.unexpectedAnswer }
      found.append(series)
    }
    return found
  }

  private func runFollowing() throws {
    let show: (HistorySeries) throws -> Void = { series in
      if output.json { return try output.print(json: series, isLine: true) }
      for line in HistoryText.following(series) { StandardOutput.print(line) }
    }
    var options = database
    // What other hosts measure does not pass through this node's daemon.
    if options.server == nil, let server = try? state.configuration().database.server {
      options.server = EndpointArgument(argument: server.description)
    }
    if let connection = try options.connection(state) {
      return try connection.follow(remote: peer, metric: metric, site: site, show)
    }
    let request = ControlRequest.follow(remote: peer, metric: metric, site: site)
    try state.ask(request, within: 86_400) { response in
      guard case .history(let series) = response else { throw CommandError.unexpectedAnswer }
      try show(series)
    }
  }
}
