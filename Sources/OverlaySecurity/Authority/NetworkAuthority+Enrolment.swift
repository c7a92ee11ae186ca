public import OverlayCore

extension NetworkAuthority {
  /// How long an invitation is remembered after it ended, in seconds, so that whoever comes late
  /// is told that it expired and not that nobody knows it.
  static let invitationMemorySeconds: UInt64 = 30 * 86_400

  /// Makes an invitation for one new node. An open invitation for the same name is withdrawn, as
  /// inviting again usually means that the first token was lost.
  ///
  /// - Parameters:
  ///   - name: the name that the new member will have: see ``NodeName``.
  ///   - roles: what it may do for others.
  ///   - prefixes: what it may serve.
  ///   - expires: when the invitation ends, in seconds since 1970.
  ///   - now: the time of day, in seconds since 1970.
  ///   - inviter: the static public key of the node that will answer, which runs this authority.
  ///   - endpoints: where that node can be reached; those beyond
  ///     ``SecurityLimits/endpointsMax`` are left out.
  ///   - entropy: where the secret comes from.
  public mutating func invite(
    name: String, roles: CredentialRoles = [.relay], prefixes: [AddressPrefix] = [],
    expires: UInt64, now: UInt64, inviter: [UInt8], endpoints: [UnderlayAddress],
    entropy: inout Entropy
  ) throws(AuthorityError) -> Invitation {
    guard NodeName.isValid(name) else { throw .badName }
    guard credentialsByName[name] == nil else { throw .nameTaken }
    guard inviter.count == StaticKey.byteCount else { throw .badKey }
    guard prefixes.count <= SecurityLimits.prefixesMax else { throw .tooManyPrefixes }
    guard expires > now else { throw .badExpiry }
    invitationsByKey = invitationsByKey.filter { _, record in
      let (forgotten, overflow) = record.expiresAt.addingReportingOverflow(
        Self.invitationMemorySeconds)
      let withdrawn = record.name == name && record.usedBy == nil
      return (overflow || now < forgotten) && !withdrawn
    }
    guard invitationsByKey.count < SecurityLimits.invitationsMax else {
      throw .tooManyInvitations
    }
    let secret = entropy.bytes(SecurityLimits.invitationSecretBytes)
    invitationsByKey[InvitationRecord.key(secret: secret)] = InvitationRecord(
      name: name, roles: roles, prefixes: prefixes, expiresAt: expires, usedBy: nil)
    return Invitation(
      network: network, presharedKey: presharedKey, inviter: inviter,
      endpoints: Array(endpoints.prefix(SecurityLimits.endpointsMax)), secret: secret, name: name,
      expiresAt: expires)
  }

  /// Makes the node that shows an invitation's secret a member.
  ///
  /// Asking again with the same secret and key gives the same member's credential, since an
  /// answer can get lost; with another key it is refused.
  ///
  /// - Parameters:
  ///   - secret: what the invitation says.
  ///   - keys: the node's public keys, 32 bytes each. The handshake has proven the first, and that
  ///     its holder names the second.
  ///   - now: the time of day, in seconds since 1970.
  public mutating func enrol(
    secret: [UInt8], keys: PublicKeys, now: UInt64
  ) throws(EnrolmentError) -> Credential {
    if let known = try enrolled(secret: secret, keys: keys, now: now) { return known }
    let key = InvitationRecord.key(secret: secret)
    guard let invitation = invitationsByKey[key] else { throw .unknownInvitation }
    let credential: Credential
    do {
      credential = try issue(
        name: invitation.name, keys: keys, roles: invitation.roles,
        prefixes: invitation.prefixes, now: now)
    } catch {
      throw EnrolmentError(error)
    }
    invitationsByKey[key]?.usedBy = Base64URL.encode(keys.agreement)
    return credential
  }

  /// What is known without changing anything: the credential of the node that has used the invitation
  /// with these keys, nil when the invitation is still good for a new node.
  ///
  /// Whoever stores the authority need not do so again after an answer from here: a captured request
  /// that comes again and again costs no write.
  /// - Throws: why the invitation makes no member.
  public func enrolled(
    secret: [UInt8], keys: PublicKeys, now: UInt64
  ) throws(EnrolmentError) -> Credential? {
    guard let invitation = invitationsByKey[InvitationRecord.key(secret: secret)] else {
      throw .unknownInvitation
    }
    guard let usedBy = invitation.usedBy else {
      guard now < invitation.expiresAt else { throw .expiredInvitation }
      return nil
    }
    guard usedBy == Base64URL.encode(keys.agreement),
      let credential = member(NodeID(publicKey: keys.agreement)),
      credential.signingKey == keys.signing
    else { throw .usedInvitation }
    return credential
  }
}

extension EnrolmentError {
  /// What the new node is told when its credential cannot be issued.
  init(_ error: AuthorityError) {
    switch error {
    case .nameTaken: self = .nameTaken
    case .alreadyMember: self = .alreadyMember
    case .addressesExhausted: self = .addressesExhausted
    case .serialsExhausted: self = .serialsExhausted
    case .badName, .badKey, .unknownMember, .tooManyPrefixes, .badExpiry, .badAddressRange,
      .tooManyInvitations:
      // Refused when the invitation was made, or by the handshake: only a state file that was
      // tampered with leads here.
      self = .unknownInvitation
    }
  }
}
