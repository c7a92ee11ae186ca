internal import ArgumentParser
internal import OverlayRuntime

/// Tells what lies behind nodes.
struct PrefixesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prefixes",
    abstract: "Show the prefixes behind nodes: who serves them, and which are in use.",
    discussion: """
      A node serves what stands under `serve` in its config.yaml, as far as its credential allows \
      (`selvedge invite --prefix`), and an exit serves 0.0.0.0/0 and ::/0. A host sends packets \
      there when its own config.yaml says `accept-prefixes: true`, or `exit: auto` for an exit. \
      Several nodes may serve one prefix: the nearest that works is used, and flows stay with their \
      server while it works.

      JSON keys: served with prefix, isHealthy, check, failures, masquerade; prefixes with prefix, \
      isAccepted, isRouted, and servers (the one in use first) with name, node, isHealthy, \
      isAuthorised, isReachable, isInUse; exit.
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.prefixes) { response in
      guard case .prefixes(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: PrefixesReport) -> String {
    var parts: [String] = []
    if !report.served.isEmpty {
      var table = TextTable("SERVED HERE", "STATE", "CHECK")
      for served in report.served {
        table.add(
          served.prefix, served.isHealthy ? "announced" : "withdrawn",
          served.check.map { "\($0), failed \(served.failures ?? 0) times" } ?? "-")
      }
      parts.append(table.text)
    }
    if !report.prefixes.isEmpty {
      var table = TextTable("PREFIX", "BEHIND", "STATE", "USE")
      for prefix in report.prefixes {
        for server in prefix.servers {
          table.add(prefix.prefix, server.name, state(server), use(server, prefix))
        }
      }
      parts.append(table.text)
    }
    if report.exit != "off" { parts.append("exit: \(report.exit)") }
    return parts.isEmpty ? "no prefixes" : parts.joined(separator: "\n\n")
  }

  private static func state(_ server: PrefixesReport.Server) -> String {
    if !server.isAuthorised { return "not allowed" }
    if !server.isHealthy { return "withdrawn" }
    return server.isReachable ? "works" : "out of reach"
  }

  private static func use(
    _ server: PrefixesReport.Server, _ prefix: PrefixesReport.Prefix
  ) -> String {
    if server.isInUse { return prefix.isRouted ? "in use" : "in use, not routed yet" }
    return prefix.isAccepted ? "spare" : "not accepted"
  }
}
