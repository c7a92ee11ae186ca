public import OverlayRuntime

/// Why a demonstration could not be given.
public enum DemoError: ExplainedError, Hashable {
  /// A command of the ceremony failed.
  case commandFailed(command: String, said: String)
  /// The daemons did not find each other in time.
  case notConnected(seconds: Int, logs: String)
  /// Somebody pressed Ctrl-C or asked the process to end.
  case interrupted
  /// No free ports were found on the loopback.
  case noPorts

  /// What happened.
  public var problem: String {
    switch self {
    case .commandFailed(let command, let said):
      "`selvedge \(command)` failed: \(said.isEmpty ? "it said nothing" : said)"
    case .notConnected(let seconds, _): "the four daemons did not connect within \(seconds) s"
    case .interrupted: "interrupted"
    case .noPorts: "no free UDP ports on the loopback addresses 127.10.0.0/24 and 127.20.0.0/24"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .commandFailed: "Try the command by itself; it explains what it needs with --help."
    case .notConnected(_, let logs): "The daemons' last words:\n\(logs)"
    case .interrupted: "The daemons were stopped and their files removed."
    case .noPorts: "See what is listening there with `ss -ulpn`."
    }
  }
}
