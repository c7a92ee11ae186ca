internal import ArgumentParser
internal import OverlayRuntime
internal import OverlaySecurity

/// Takes a membership away.
struct RevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Put a node out of the network.",
    discussion: """
      On the node where the network was created. Every member hears of it within seconds and \
      refuses the node from then on; a member that is away hears of it when it is back. The node \
      can come back with a new invitation only.

      JSON keys: node, serial, revokedAt, isAnnounced.
      """)

  @Argument(help: "The member's name or node ID.")
  var node: String

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    forbidDumps()
    try output.print(try revoke()) { report in
      report.isAnnounced
        ? "revoked \(node)"
        : "revoked \(node); the others hear of it when this node's daemon runs"
    }
  }

  private func revoke() throws -> RevocationReport {
    var report: RevocationReport?
    do {
      try state.ask(.revoke(node: node)) { response in
        if case .revocation(let revocation) = response { report = revocation }
      }
    } catch ControlError.notRunning {
      report = try revokeWithoutDaemon()
    }
    guard let report else { throw CommandError.unexpectedAnswer }
    return report
  }

  private func revokeWithoutDaemon() throws -> RevocationReport {
    let directory = state.directory
    _ = try directory.loadNode()
    let lock = try directory.lock()
    defer { _ = lock }
    guard var desk = try AuthorityDesk(state: directory) else {
      throw AuthorityDeskError.notAuthority(directory: directory.path)
    }
    StandardOutput.warn(desk.warnings)
    return RevocationReport(try desk.revoke(node), isAnnounced: false)
  }
}
