internal import ArgumentParser
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
    // The connection closes with the process, after everything else.
    do throws(ControlError) {
      while try client.next(within: 30) != nil {}
    } catch ControlError.closed {
      return
    }
  }
}
