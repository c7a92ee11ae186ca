import OverlayCore

extension NetworkAuthority: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, signingKey, presharedKey, addresses, credentialLifetimeSeconds, nextSerial
    case nextHost, members, invitations, revocations
  }

  private static let storedVersion = 2

  /// Reads what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` when a part is missing or contradicts another.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func damaged(_ key: CodingKeys, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    guard try container.decode(Int.self, forKey: .version) == Self.storedVersion else {
      throw damaged(.version, "stored by another version")
    }
    signingKey = try container.decode(SigningKey.self, forKey: .signingKey)
    let key = try container.decode(String.self, forKey: .presharedKey)
    guard let bytes = Base64URL.decode(key), bytes.count == SecurityLimits.presharedKeyBytes
    else { throw damaged(.presharedKey, "not a pre-shared key") }
    presharedKey = bytes
    addresses = try container.decode(AddressPrefix.self, forKey: .addresses)
    guard addresses.family == .ipv4, addresses.length <= 30 else {
      throw damaged(.addresses, AuthorityError.badAddressRange.description)
    }
    credentialLifetimeSeconds = try container.decode(
      UInt64.self, forKey: .credentialLifetimeSeconds)
    nextSerial = try container.decode(UInt32.self, forKey: .nextSerial)
    nextHost = try container.decode(UInt32.self, forKey: .nextHost)
    invitationsByKey = try container.decode(
      [String: InvitationRecord].self, forKey: .invitations)
    credentialsByName = [:]
    namesByNode = [:]
    for credential in try container.decode([Credential].self, forKey: .members) {
      guard credential.network == signingKey.network, credential.serial < nextSerial,
        credentialsByName.updateValue(credential, forKey: credential.name) == nil,
        namesByNode.updateValue(credential.name, forKey: credential.node) == nil
      else { throw damaged(.members, "the member '\(credential.name)' contradicts the rest") }
    }
    revocationsByNode = [:]
    for revocation in try container.decode([Revocation].self, forKey: .revocations) {
      revocationsByNode[revocation.node] = revocation
    }
  }

  /// Writes everything, the network's private key included: the file must be readable by its
  /// owner only.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.storedVersion, forKey: .version)
    try container.encode(signingKey, forKey: .signingKey)
    try container.encode(Base64URL.encode(presharedKey), forKey: .presharedKey)
    try container.encode(addresses, forKey: .addresses)
    try container.encode(credentialLifetimeSeconds, forKey: .credentialLifetimeSeconds)
    try container.encode(nextSerial, forKey: .nextSerial)
    try container.encode(nextHost, forKey: .nextHost)
    try container.encode(members, forKey: .members)
    try container.encode(invitationsByKey, forKey: .invitations)
    try container.encode(revocations, forKey: .revocations)
  }
}
