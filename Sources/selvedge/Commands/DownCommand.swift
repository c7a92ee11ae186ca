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
      this host: routing rules, firewall tables, kernel settings.

      A host that uses an exit sends nothing to the Internet once its daemon is gone, however it ended, \
      until the daemon runs again or this command is given (`when-down` in config.yaml).
      """)

  @OptionGroup var state: StateOptions

  func run() throws {
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
    guard directory.has(.host) else { return false }
    let lock = try directory.lock()
    defer { _ = lock }
    return HostSetup.clean(directory)
  }

  private func waitForClose(_ client: inout ControlClient) throws {
    do {
      while try client.next(within: 30) != nil {}
    } catch ControlError.closed {
      return
    }
  }
}
