public import OverlaySecurity

/// Why a membership could not be given or taken away.
public enum AuthorityDeskError: ExplainedError, Hashable {
  /// This node does not hold the network's signing key.
  case notAuthority(directory: String)
  /// Nobody could answer the newcomer: no address of ours is known.
  case unreachable
  /// An invitation that would be good for no time, or for longer than the most.
  case badLifetime(seconds: UInt64, max: UInt64)
  /// The authority's rules forbid it.
  case refused(action: String, AuthorityError)
  /// The books could not be written, so nothing has changed.
  case state(StateError)

  /// What happened, and to whom.
  public var problem: String {
    switch self {
    case .notAuthority(let directory):
      "the node in \(directory) does not hold the network's signing key"
    case .unreachable: "no address is known under which a new node could reach this one"
    case .badLifetime(let seconds, _): "an invitation cannot be good for \(seconds) seconds"
    case .refused(let action, let error): "cannot \(action): \(error)"
    case .state(let error): error.problem
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notAuthority:
      "Invite and revoke on the node where the network was created: it has authority.json."
    case .unreachable:
      "Name one under `advertise` in config.yaml, such as the public address of your router."
    case .badLifetime(_, let max):
      "Choose a time from 1 second to \(max) seconds (\(max / 86_400) days)."
    case .refused(_, .badName):
      "Choose a name such as `berlin-2`."
    case .refused(_, .unknownMember):
      "`selvedge status` lists the members; a node ID works as well as a name."
    case .refused: "`selvedge status` lists the members."
    case .state(let error): error.remedy
    }
  }
}
