public import OverlayCore
public import OverlaySecurity

/// Why a node could not join.
public enum EnrolmentFailure: ExplainedError, Hashable {
  /// The text is not an invitation.
  case badToken(InvitationError)
  /// The invitation's time is over.
  case expired(name: String)
  /// Nobody answered at any of the inviter's addresses.
  case unreachable([UnderlayAddress])
  /// The invitation names no address.
  case noAddress
  /// The inviter said no.
  case refused(EnrolmentError)
  /// The inviter speaks no version of the protocol that this program does.
  case versions(VersionMismatch)
  /// The answer was genuine and made no sense.
  case badAnswer
  /// No socket could be opened.
  case socket(SocketError)
  /// The kernel refused.
  case system(SystemError)

  /// What happened, and where.
  public var problem: String {
    switch self {
    case .badToken(let error): "cannot read the invitation: \(error)"
    case .expired(let name): "the invitation for `\(name)` has expired"
    case .unreachable(let addresses):
      "the inviting node does not answer at "
        + addresses.map(\.description).joined(separator: " or ")
    case .noAddress: "the invitation names no address of the inviting node"
    case .refused(let error): "the inviting node refused: \(error)"
    case .versions(let mismatch):
      "this selvedge speaks version \(mismatch.ours) of the protocol, the network's node version "
        + "\(mismatch.theirs)"
    case .badAnswer: "the inviting node gave an answer that makes no sense"
    case .socket(let error): error.problem
    case .system(let error): "cannot talk to the inviting node: \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .badToken: "A token is one line that begins with `\(Invitation.marker)`."
    case .expired, .noAddress:
      "Ask for a new one: `selvedge invite NAME` where the network was created."
    case .versions(let mismatch):
      mismatch.isOtherOlder
        ? "Update selvedge on the inviting node, or install the version that it has here."
        : "Update selvedge on this host to the version of the network's nodes."
    case .unreachable:
      "Check that its daemon runs (`selvedge up`), in a version like this one's, and that UDP passes the firewalls between; when "
        + "its addresses have changed, ask for a new invitation."
    case .refused(.unknownInvitation), .refused(.usedInvitation), .refused(.expiredInvitation),
      .refused(.nameTaken):
      "Ask for a new invitation: `selvedge invite NAME` where the network was created."
    case .refused: "Ask the network's operator."
    case .badAnswer: "Use one version of selvedge on both sides."
    case .socket(let error): error.remedy
    case .system: "Check the network of this host."
    }
  }
}
