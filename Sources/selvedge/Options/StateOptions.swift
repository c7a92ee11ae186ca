internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import OverlayRuntime

/// The option that every command about a node has.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "The node's state directory.",
      discussion: "Default: /var/lib/selvedge for root, else ~/.local/state/selvedge.",
      valueName: "dir"))
  var path: String?

  /// The directory to work in.
  var directory: StateDirectory {
    if let path { return StateDirectory(path: path) }
    return .standard(
      environment: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0)
  }

  /// The settings in force: environment, file, defaults.
  func configuration() throws -> DaemonConfiguration {
    try directory.loadConfiguration(environment: ProcessInfo.processInfo.environment)
  }

  /// Asks the daemon and hands each line of its answer to `receive`.
  func ask(
    _ request: ControlRequest, within seconds: Int = 10,
    _ receive: (ControlResponse) throws -> Void
  ) throws {
    var client = try ControlClient(path: directory.path(of: .control))
    try client.send(request)
    while let response = try client.next(within: seconds) { try receive(response) }
  }
}
