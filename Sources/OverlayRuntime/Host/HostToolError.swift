/// Why the host could not be set up by one of its own programs.
public enum HostToolError: ExplainedError, Hashable {
  /// The program is not installed.
  case missing(tool: String)
  /// It ended with an error.
  case failed(command: String, said: String)
  /// Rules of a daemon that is gone come before our own and refuse all packets.
  case outranked(by: String)

  /// What happened, and to which command.
  public var problem: String {
    switch self {
    case .missing(let tool): "this host has no `\(tool)`"
    case .failed(let command, let said): "`\(command)` failed: \(said)"
    case .outranked(let rules):
      "\(rules), which a node whose daemon is gone has left, come before this node's and refuse all packets"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .missing("nft"):
      "Install nftables: `nft` sets up masquerading, and what keeps packets in that only an exit may carry "
        + "(not needed with `when-down: open` in config.yaml)."
    case .missing("ip"): "Install iproute2: routes and rules are set up by its `ip`."
    case .missing(let tool): "Install `\(tool)`."
    case .outranked:
      "Stop the daemon, take them back with `selvedge down` and that node's `--state DIR`, or with "
        + "`selvedge down --all`, and start the daemon again."
    case .failed: "Run the daemon as root or with CAP_NET_ADMIN, and try the command by hand."
    }
  }
}
