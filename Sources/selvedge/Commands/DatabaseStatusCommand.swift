internal import ArgumentParser
internal import OverlayRuntime

/// Tells how the performance database does.
struct DatabaseStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show where measurements are kept, how many, and what was dropped.",
    discussion: """
      A daemon summarises what it measures and keeps it in a file of its state directory, or with \
      another host that serves its own (`database` in `selvedge config`). Nothing but \
      `selvedge history` depends on it: packets go the same ways when it is slow, broken or gone.

      JSON keys: role (off, local, serving, client), site, trouble, file, address, windowSeconds, \
      rows, rowsMax, series, bytes, oldest, keepSeconds, clients, counters (summariesStored, \
      summariesDropped, summariesForgotten, summariesRefused, filesBroken, failures, questions, \
      tokensRefused, connectionsRefused, requestsRefused).
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let connection = try database.connection(state) {
      guard let report = try connection.status() else { throw CommandError.unexpectedAnswer }
      return try output.print(report, as: Self.text)
    }
    try state.ask(.database) { response in
      guard case .database(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: DatabaseReport) -> String {
    guard report.role != "off" else {
      return "off: set `database: on` in config.yaml and start the daemon again"
    }
    let place =
      switch report.role {
      case "client": "kept by \(report.address ?? "-")"
      case "serving": "\(report.file ?? "-"), served at \(report.address ?? "-")"
      default: report.file ?? "-"
      }
    var lines = [
      "\(report.trouble == nil ? "works" : "DOES NOT WORK: \(report.trouble ?? "")")",
      "  kept      \(place)",
      "  as        \(report.site), windows of \(Quantity.seconds(Double(report.windowSeconds)))",
    ]
    if let rows = report.rows, let series = report.series, let bytes = report.bytes {
      lines.append(
        "  holds     \(rows) summaries of at most \(report.rowsMax ?? 0), in \(series) series, "
          + Quantity.bytes(UInt64(clamping: bytes)))
    }
    if let oldest = report.oldest, let keep = report.keepSeconds {
      let age = Double(MonotonicClock.unixSeconds) - Double(oldest)
      lines.append(
        "  reaches   \(Quantity.seconds(max(0, age))) back, "
          + "\(Quantity.seconds(Double(keep))) at most")
    }
    if let clients = report.clients { lines.append("  clients   \(clients)") }
    let counted = report.counters.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    lines.append(
      "  counted   "
        + (counted.isEmpty
          ? "nothing yet" : counted.map { "\($0.key) \($0.value)" }.joined(separator: ", ")))
    return lines.joined(separator: "\n")
  }
}
