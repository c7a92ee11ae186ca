/// Why the network's authority cannot do what its operator asked.
public enum AuthorityError: Error, Hashable, Sendable, CaseIterable {
  /// Not a name that a node can have: see ``NodeName``.
  case badName
  /// A member has this name.
  case nameTaken
  /// Not two 32-byte public keys.
  case badKey
  /// This key is a member already.
  case alreadyMember
  /// No member has this name or identifier.
  case unknownMember
  /// More prefixes than a credential holds.
  case tooManyPrefixes
  /// An end of validity that is not in the future.
  case badExpiry
  /// Not an IPv4 range with room for at least two nodes.
  case badAddressRange
  /// No IPv4 address is left.
  case addressesExhausted
  /// All serial numbers are used up.
  case serialsExhausted
  /// More open invitations than are kept.
  case tooManyInvitations
}

extension AuthorityError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  public var description: String {
    switch self {
    case .badName:
      "a node's name is 1 to 63 of a-z, 0-9 and '-', with no '-' at either end"
    case .nameTaken: "a member has this name; choose another, or revoke that member first"
    case .badKey: "a node's public keys must be exactly 32 bytes each"
    case .alreadyMember: "a member has this key; renew its credential instead"
    case .unknownMember: "the network has no such member"
    case .tooManyPrefixes:
      "a node may serve at most \(SecurityLimits.prefixesMax) prefixes"
    case .badExpiry: "the expiry must lie in the future"
    case .badAddressRange:
      "the overlay's addresses must be an IPv4 prefix of length 30 or shorter"
    case .addressesExhausted: "no IPv4 address is left in the overlay's range"
    case .serialsExhausted: "the network has issued as many credentials as it can number"
    case .tooManyInvitations:
      "\(SecurityLimits.invitationsMax) invitations are kept already; wait until some expire"
    }
  }
}
