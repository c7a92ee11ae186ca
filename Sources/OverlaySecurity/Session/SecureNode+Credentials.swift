import OverlayCore

// Credentials: whose word is taken, and by which time.

extension SecureNode {
  /// Checks a credential against the network, the time of day and the revocations. A credential
  /// that is known byte for byte is not checked for its signature again.
  mutating func verify(_ credential: Credential, now: Instant) throws(CredentialError) {
    guard !revocations.covers(credential) else { throw .revoked }
    if directory.credentials[credential.node] == credential {
      guard !credential.isExpired(at: unixSeconds(now)) else { throw .expired }
      return
    }
    try witness(credential, now: now)
    try credential.verify(network: network, at: unixSeconds(now))
  }

  /// Checks our own credential: it is the first that says what time it must be at least.
  mutating func verifyOwn(now: Instant) throws(CredentialError) {
    let own = configuration.credential
    guard own.isSigned else { throw .badSignature }
    clock.time.trust(own.issuedAt, at: now)
    clock.time.witness(configuration.signedTime, at: now)
    try own.verify(network: network, at: unixSeconds(now))
  }

  /// Learns from a genuine credential that the time of its making has come.
  private mutating func witness(_ credential: Credential, now: Instant) throws(CredentialError) {
    guard credential.issuedAt > newestSignedTime else { return }
    guard credential.network == network else { throw .wrongNetwork }
    var time = clock.time
    // A signature costs a thousand times the rest.
    guard time.witness(credential.issuedAt, at: now) else { return }
    guard credential.isSigned else { throw .badSignature }
    clock.time = time
  }

  /// Checks what a handshake brought: a record signed by its node, with a credential for the `key`
  /// that the handshake proved. Nil, counted and noted, when one of them does not hold.
  mutating func check(_ announced: MemberRecord, key: [UInt8], now: Instant) -> Credential? {
    guard let credential = try? Credential(decoding: announced.credential),
      credential.nodeKey == key
    else {
      counters.refusedCredentials += 1
      return nil
    }
    do throws(CredentialError) {
      try verify(credential, now: now)
    } catch {
      counters.refusedCredentials += 1
      if handshakes.mayNoticeRefusal(now: now) {
        note(.event(.credentialRefused(credential.node, error)))
      }
      return nil
    }
    guard !announced.hasDeparted, isSigned(announced, by: credential) else {
      counters.forgedRecords += 1
      return nil
    }
    return credential
  }

  /// The newest credential that is known of the peer at a place.
  func newestCredential(of place: Int) -> Credential? {
    let own = records[place]?.credential
    guard let other = directory.credentials[peers[place].node] else { return own }
    guard let own else { return other }
    return own.serial > other.serial ? own : other
  }
}
