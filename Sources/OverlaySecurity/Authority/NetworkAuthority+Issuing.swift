public import OverlayCore

extension NetworkAuthority {
  /// Makes a node a member without an invitation: the founder's own node, or one whose public key
  /// reached the operator by other means.
  ///
  /// - Parameters:
  ///   - name: see ``NodeName``.
  ///   - keys: the node's public keys, 32 bytes each.
  ///   - roles: what it may do for others.
  ///   - prefixes: what it may serve.
  ///   - now: the time of day, in seconds since 1970.
  public mutating func issue(
    name: String, keys: PublicKeys, roles: CredentialRoles = [.relay],
    prefixes: [AddressPrefix] = [], now: UInt64
  ) throws(AuthorityError) -> Credential {
    guard NodeName.isValid(name) else { throw .badName }
    guard credentialsByName[name] == nil else { throw .nameTaken }
    guard keys.agreement.count == StaticKey.byteCount,
      keys.signing.count == NodeSigningKey.byteCount
    else { throw .badKey }
    guard namesByNode[NodeID(publicKey: keys.agreement)] == nil else { throw .alreadyMember }
    guard prefixes.count <= SecurityLimits.prefixesMax else { throw .tooManyPrefixes }
    // The last address of the range is the broadcast address.
    let hostsMax = UInt32.max >> UInt32(addresses.length) - 1
    guard nextHost <= hostsMax else { throw .addressesExhausted }
    let credential = try sign(
      CredentialStatement(
        network: network, nodeKey: keys.agreement, signingKey: keys.signing, name: name,
        ipv4: UInt32(truncatingIfNeeded: addresses.address) + nextHost,
        ipv4PrefixLength: addresses.length, prefixes: prefixes, roles: roles, serial: 0,
        issuedAt: now, expiresAt: 0))
    nextHost += 1
    return credential
  }

  /// Issues a member's credential anew, valid from now on, with the same name and addresses.
  /// - Parameter now: the time of day, in seconds since 1970.
  public mutating func renew(_ node: NodeID, now: UInt64) throws(AuthorityError) -> Credential {
    guard let credential = member(node) else { throw .unknownMember }
    var statement = credential.statement
    statement.issuedAt = now
    return try sign(statement)
  }

  /// Takes a member out.
  ///
  /// Its name is free again; its address is not given away, because packets for it may be under
  /// way and filters elsewhere may name it.
  /// - Parameter now: the time of day, in seconds since 1970.
  /// - Returns: what the other members have to be told. The same as before when the node is out
  ///   already.
  public mutating func revoke(_ node: NodeID, now: UInt64) throws(AuthorityError) -> Revocation {
    guard let credential = member(node) else {
      guard let earlier = revocationsByNode[node] else { throw .unknownMember }
      return earlier
    }
    let serial = credential.serial
    let signed = Revocation.signedBytes(node: node, serial: serial, revokedAt: now)
    let revocation = Revocation(
      node: node, serial: serial, revokedAt: now, signature: signingKey.sign(signed))
    credentialsByName[credential.name] = nil
    namesByNode[node] = nil
    revocationsByNode[node] = revocation
    return revocation
  }

  /// Takes the member with this name out.
  public mutating func revoke(named name: String, now: UInt64) throws(AuthorityError) -> Revocation
  {
    guard let credential = member(named: name) else { throw .unknownMember }
    return try revoke(credential.node, now: now)
  }

  /// Numbers, dates, signs and records a statement.
  private mutating func sign(
    _ unnumbered: CredentialStatement
  ) throws(AuthorityError) -> Credential {
    guard nextSerial < .max else { throw .serialsExhausted }
    var statement = unnumbered
    statement.serial = nextSerial
    let (end, overflow) = statement.issuedAt.addingReportingOverflow(credentialLifetimeSeconds)
    statement.expiresAt = overflow ? .max : end
    nextSerial += 1
    let credential = Credential(
      statement, signature: signingKey.sign(statement.signedBytes))
    credentialsByName[credential.name] = credential
    namesByNode[credential.node] = credential.name
    return credential
  }
}
