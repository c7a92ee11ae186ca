internal import ArgumentParser
internal import Glibc
internal import OverlayRuntime

/// Stops the daemon.
struct DownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Stop this node's daemon, after it has said farewell.",
    discussion: """
      Returns when the daemon has let go of its addresses, its device and its state directory. When \
      the daemon is gone without having stopped in good order, takes back what it had changed of \
      this host: routing rules, firewall tables, kernel settings. Rules and tables of this node are \
      found even when the state directory has lost its record of them (host.json); `--all` finds those \
      of any node whose daemon is gone, for when the state directory itself is lost.

      A host that uses an exit sends nothing to the Internet once its daemon is gone, however it ended, \
      until the daemon runs again or this command is given (`when-down` in config.yaml).
      """)

  @Flag(help: "Take back what any node without a daemon has left on this host, and stop nothing.")
  var all = false

  @OptionGroup var state: StateOptions

  func run() throws {
    guard !all else { return try cleanUpAll() }
    var client: ControlClient
    do {
      client = try ControlClient(path: state.directory.path(of: .control))
    } catch ControlError.notRunning(let path) {
      guard try cleanUp() else { throw ControlError.notRunning(path: path) }
      return
    }
    try client.send(.down)
    while try client.next() != nil {}
    try waitForClose(&client)
    // The connection closes just before the daemon lets go of the directory.
    for _ in 0..<500 where state.directory.isLocked { usleep(10_000) }
  }

  /// Whether a daemon that is gone had left anything.
  private func cleanUp() throws -> Bool {
    let directory = state.directory
    guard directory.hasNode || directory.has(.host) else { return false }
    let lock = try directory.lock()
    defer { _ = lock }
    return HostSetup.clean(directory)
  }

  private func cleanUpAll() throws {
    StandardOutput.print(
      try HostSetup.cleanLeftovers()
        ? "taken back" : "nodes whose daemons are gone have left nothing on this host")
  }

  private func waitForClose(_ client: inout ControlClient) throws {
    do {
      while try client.next(within: 30) != nil {}
    } catch ControlError.closed {
      return
    }
  }
}
