/// Why the host could not be set up by one of its own programs.
public enum HostToolError: ExplainedError, Hashable {
  /// The program is not installed.
  case missing(tool: String)
  /// It ended with an error.
  case failed(command: String, said: String)
  /// Rules and firewall tables cannot be looked at.
  case notSeen
  /// Rules or firewall tables of nodes without a daemon stand there still.
  case remaining

  /// What happened, and to which command.
  public var problem: String {
    switch self {
    case .missing(let tool): "this host has no `\(tool)`"
    case .failed(let command, let said): "`\(command)` failed: \(said)"
    case .notSeen: "this host's routing rules and firewall tables cannot be looked at"
    case .remaining: "not all routing rules and firewall tables could be taken back"
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
    case .notSeen, .remaining: "Run the command as root or with CAP_NET_ADMIN."
    case .failed: "Run the daemon as root or with CAP_NET_ADMIN, and try the command by hand."
    }
  }
}
