/// Why a credential does not let its node in.
public enum CredentialError: Error, Hashable, Sendable, CaseIterable {
  /// Issued by another network.
  case wrongNetwork
  /// Not signed by the network's key: forged or damaged.
  case badSignature
  /// Not valid yet, beyond what clocks may disagree.
  case notYetValid
  /// No longer valid.
  case expired
  /// Withdrawn by the network's authority.
  case revoked
}

extension CredentialError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  public var description: String {
    switch self {
    case .wrongNetwork:
      "the credential belongs to another network; join this one with an invitation of its own"
    case .badSignature:
      "the credential is not signed by this network; it is forged or its file is damaged"
    case .notYetValid:
      "the credential is not valid yet; check this machine's clock against the issuer's"
    case .expired:
      "the credential has expired; ask the network's authority to renew it"
    case .revoked:
      "the credential was revoked; ask the network's authority for a new invitation"
    }
  }
}
