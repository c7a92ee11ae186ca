/// Why something that a daemon has changed of its host is there still.
public enum HostCleaningError: ExplainedError, Hashable {
  /// Rules and firewall tables cannot be looked at.
  case notSeen
  /// It could not be taken back.
  case remaining([String], HostToolError?)
  /// This node has left nothing more, and the host is closed by something that may be another's.
  case closedByAnother([String])
  /// It cannot be told from what belongs to a daemon that runs, whose firewall tables these are.
  case undecided([String], tables: [String])

  /// What happened, and to what.
  public var problem: String {
    switch self {
    case .notSeen: "this host's routing rules and firewall tables cannot be looked at"
    case .remaining(let what, .missing(let tool)?):
      "this host has no `\(tool)`, and there may remain: \(Self.list(what))"
    case .remaining(let what, let failure):
      "there remains: \(Self.list(what))" + (failure.map { "; \($0.problem)" } ?? "")
    case .closedByAnother(let what):
      "packets of this host go nowhere still: a node whose daemon is gone, perhaps another than this "
        + "one, has left \(Self.list(what))"
    case .undecided(let what, let tables):
      "there remains: \(Self.list(what)); a daemon runs that uses an exit (\(Self.list(tables))), and "
        + "rules do not say whose they are"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notSeen: "Run the command as root or with CAP_NET_ADMIN."
    case .remaining(_, .missing("nft")?): "Install nftables and run the command again."
    case .remaining(_, .missing("ip")?): "Install iproute2 and run the command again."
    case .remaining: "Run the command again, as root or with CAP_NET_ADMIN."
    case .closedByAnother:
      "Run `selvedge down` with that node's `--state DIR`; or `selvedge down --all`, which takes back "
        + "what any node without a running daemon has left."
    case .undecided: "Run `selvedge down --all` again when that daemon is down."
    }
  }

  private static func list(_ what: [String]) -> String { what.joined(separator: ", ") }
}
