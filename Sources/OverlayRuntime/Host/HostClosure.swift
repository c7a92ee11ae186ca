/// Whether packets of this host for the Internet go nowhere at the moment while its node's daemon is gone.
public enum HostClosure: Hashable, Sendable {
  /// They leave, as far as this process can see.
  case open
  /// This node uses an exit, and its daemon is gone.
  case byThisNode
  /// By rules or tables that a daemon which is gone has left, and that may be another node's.
  case byAnother([String])

  /// What the operator is told; nil when there is nothing to tell.
  public var notice: String? {
    switch self {
    case .open: nil
    case .byThisNode:
      "packets of this host go nowhere until its daemon runs, since it uses an exit; `selvedge down` lets "
        + "them out"
    case .byAnother(let what):
      "packets of this host go nowhere: a node whose daemon is gone, perhaps another than this one, has "
        + "left \(what.joined(separator: ", ")); `selvedge down --all` lets them out"
    }
  }
}
