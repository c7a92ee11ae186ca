internal import ArgumentParser
internal import Glibc
internal import OverlayRuntime

/// Stops the daemon.
struct DownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Stop this node's daemon, after it has said farewell.",
    discussion: """
      Returns when the daemon has let go of its addresses, its device and its state directory.
      """)

  @OptionGroup var state: StateOptions

  func run() throws {
    var client = try ControlClient(path: state.directory.path(of: .control))
    try client.send(.down)
    while try client.next() != nil {}
    try waitForClose(&client)
    // The connection closes just before the daemon lets go of the directory.
    for _ in 0..<500 where state.directory.isLocked { usleep(10_000) }
  }

  private func waitForClose(_ client: inout ControlClient) throws {
    do {
      while try client.next(within: 30) != nil {}
    } catch ControlError.closed {
      return
    }
  }
}
