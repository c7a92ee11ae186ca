internal import ArgumentParser
internal import FoundationEssentials
internal import Logging
internal import OverlayRuntime

/// Runs the daemon in the foreground.
struct UpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Run this node's daemon.",
    discussion: """
      Runs in the foreground until it gets SIGINT or SIGTERM or `selvedge down`; then it says \
      farewell to its neighbours and takes its network device away. Its log goes to standard \
      error.

      The network device needs root or CAP_NET_ADMIN. Without it, `--no-tun` runs a node that \
      relays for others, answers pings, carries single UDP ports (see `tunnels` and `services` in \
      `selvedge config`), and lets programs into the overlay with `selvedge exec` and \
      `selvedge proxy`.

      Settings come from config.yaml in the state directory; environment variables such as \
      SELVEDGE_LOG_LEVEL=debug or SELVEDGE_TUN_MTU=1300 override it.
      """)

  @Flag(help: "Run without a network device.")
  var noTun = false

  @OptionGroup var state: StateOptions

  func run() throws {
    forbidDumps()
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "selvedge")
    do {
      var settings = try state.configuration()
      if noTun { settings.tun.enabled = false }
      logger.logLevel = Logger.Level(rawValue: settings.logLevel.rawValue) ?? .info
      let daemon = try Daemon(state: state.directory, configuration: settings, logger: logger)
      try daemon.run(catchesSignals: true)
    } catch DaemonError.state(.locked(let directory, let process)) {
      // A daemon runs, and the host is as that one says.
      throw DaemonError.state(.locked(directory: directory, process: process))
    } catch {
      let closure = HostSetup.closure(state.directory)
      if closure == .byThisNode, let notice = closure.notice { logger.warning("\(notice)") }
      throw error
    }
  }
}
