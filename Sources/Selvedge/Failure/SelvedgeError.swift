public import OverlayRuntime

/// Why something was not done. Its description says what happened and what to do about it.
public enum SelvedgeError: ExplainedError, Hashable {
  /// The node could not start, or a setting is wrong.
  case refused(problem: String, remedy: String)
  /// The node has stopped, or the conduit was closed.
  case stopped
  /// Nobody of that name or ID is a member of the network, as far as this node knows.
  case unknownMember(String)
  /// A member, but no way leads there at present.
  case unreachable(String)
  /// The network's policy forbids every way that leads to a member.
  case forbidden(String)
  /// A datagram is larger than its way carries.
  case tooLarge(byteCount: Int, limit: Int)
  /// As many datagrams wait to be sent as may.
  case queueFull
  /// Another conduit, or a forwarded port of the node, has this port.
  case portInUse(UInt16)
  /// As many conduits are open as may be.
  case tooManyConduits(limit: Int)
  /// The kernel refused.
  case system(SystemError)

  /// What happened, and to whom.
  public var problem: String {
    switch self {
    case .refused(let problem, _): problem
    case .stopped: "the node has stopped, or the conduit was closed"
    case .unknownMember(let name): "no member is called `\(name)`"
    case .unreachable(let name): "no way leads to `\(name)` at present"
    case .forbidden(let name): "the network's policy forbids every way to `\(name)` in this class"
    case .tooLarge(let byteCount, let limit):
      "a datagram of \(byteCount) bytes is too large for its way, which carries \(limit)"
    case .queueFull: "too many datagrams wait to be sent"
    case .portInUse(let port): "port \(port) of this node is in use"
    case .tooManyConduits(let limit): "\(limit) conduits of this node are open"
    case .system(let error): "the kernel refused: \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .refused(_, let remedy): remedy
    case .stopped: "Start a node with `SelvedgeNode.start` and open a new conduit on it."
    case .unknownMember:
      "Check the name against `node.members`. A node that has just started hears of the others within "
        + "a second or two: wait with `node.waitUntilReachable`."
    case .unreachable:
      "Try again later: datagrams are not kept. `node.events` tells when a link is up again."
    case .forbidden:
      "Use another class, or change the rules under `policies` in config.yaml; `selvedge routes` shows what "
        + "they forbid."
    case .tooLarge:
      "Send less at a time: `maximumDatagramSize(to:)` says how much fits on every way there."
    case .queueFull:
      "Send more slowly, or use `send`, which waits for its turn where `trySend` does not."
    case .portInUse:
      "Choose another port, or leave it out to be given one; ports under `services` in config.yaml, and "
        + "49152 to 49407, belong to forwarded ports."
    case .tooManyConduits: "Close those that are not needed with `close()`."
    case .system: "Check the limits on open files and memory."
    }
  }
}
