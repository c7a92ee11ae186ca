/// Why an invitation does not make a member. The raw value goes on the wire.
public enum EnrolmentError: UInt8, Error, Hashable, Sendable, CaseIterable {
  /// No open invitation has this secret: withdrawn, or from another network.
  case unknownInvitation = 1
  /// Another node has used the invitation.
  case usedInvitation = 2
  /// The invitation's time is over.
  case expiredInvitation = 3
  /// The node asked for is in the network already under another invitation.
  case alreadyMember = 4
  /// No IPv4 address is left.
  case addressesExhausted = 5
  /// The responder does not hold the network's signing key.
  case notAuthority = 6
  /// The network's serial numbers are used up.
  case serialsExhausted = 7
  /// Since the invitation was made, another node has got its name.
  case nameTaken = 8
}

extension EnrolmentError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  public var description: String {
    switch self {
    case .unknownInvitation:
      "the network does not know this invitation; ask for a new one"
    case .usedInvitation:
      "another node has used this invitation, and each is for one node; ask for a new one"
    case .expiredInvitation:
      "the invitation has expired; ask for a new one"
    case .alreadyMember:
      "this node's key is a member already; start it instead, or join with a new key"
    case .addressesExhausted:
      "the network has no IPv4 address left for another node"
    case .notAuthority:
      "the inviting node does not hold the network's signing key; ask its authority for an"
        + " invitation"
    case .serialsExhausted:
      "the network has issued as many credentials as it can number"
    case .nameTaken:
      "another node has got this invitation's name meanwhile; ask for a new one"
    }
  }
}
