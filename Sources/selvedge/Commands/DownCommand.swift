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

      Succeeds when the daemon is down and nothing is left, whether it ran or not; fails when something \
      could not be taken back, or when no daemon ran and this host is closed by what may be another node's.

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
    } catch ControlError.notRunning {
      return try cleanUp()
    }
    try client.send(.down)
    while try client.next() != nil {}
    try waitForClose(&client)
    // The connection closes just before the daemon lets go of the directory.
    for _ in 0..<500 where state.directory.isLocked { usleep(10_000) }
    try finish()
  }

  /// Takes back what the daemon could not, and says what stays.
  private func finish() throws {
    do {
      let lock = try state.directory.lock()
      defer { _ = lock }
      if let failure = HostSetup.clean(state.directory).failure { throw failure }
    } catch StateError.locked {
      // Started again already, by systemd say, and that daemon takes over what it finds.
    }
  }

  /// Takes back what a daemon that is gone had left.
  private func cleanUp() throws {
    let directory = state.directory
    if directory.hasNode || directory.has(.host) {
      let lock = try directory.lock()
      defer { _ = lock }
      let cleaning = HostSetup.clean(directory)
      StandardOutput.print("no daemon was running\(Self.words(cleaning))")
      if let failure = cleaning.failure { throw failure }
    }
    if case .byAnother(let what) = HostSetup.closure(directory) {
      throw HostCleaningError.closedByAnother(what)
    }
    // Nothing was asked of a node: a wrong directory, perhaps.
    guard directory.hasNode || directory.has(.host) else {
      throw StateError.notSetUp(directory: directory.path)
    }
  }

  private func cleanUpAll() throws {
    let cleaning = HostSetup.cleanLeftovers()
    if !cleaning.taken.isEmpty {
      StandardOutput.print("taken back: \(cleaning.taken.joined(separator: ", "))")
    } else if cleaning.failure == nil {
      StandardOutput.print("nodes whose daemons are gone have left nothing on this host")
    }
    if let failure = cleaning.failure { throw failure }
  }

  private static func words(_ cleaning: HostCleaning) -> String {
    if !cleaning.taken.isEmpty {
      return "; taken back: \(cleaning.taken.joined(separator: ", "))"
    }
    if !cleaning.isSeen {
      return "; whether it has left routing rules or firewall tables, only root can see"
    }
    return cleaning.failure == nil ? ", and it has left nothing on this host" : ""
  }

  private func waitForClose(_ client: inout ControlClient) throws {
    do {
      while try client.next(within: 30) != nil {}
    } catch ControlError.closed {
      return
    }
  }
}
