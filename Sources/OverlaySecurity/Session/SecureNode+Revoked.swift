import OverlayCore

// A revoked node hears of it from whoever refuses it.

extension SecureNode {
  /// Whether the network has revoked this node's own credential.
  public var isRevoked: Bool { revocations.covers(configuration.credential) }

  /// Sends the revocation of a node to where its initiation came from, as seldom as cookies go there;
  /// nothing when it was refused for another reason.
  ///
  /// - Parameters:
  ///   - key: the static key that the initiation proved.
  ///   - encoded: the credential that it brought.
  mutating func tellRevoked(
    key: [UInt8], with encoded: [UInt8], at origin: HandshakeOrigin, now: Instant
  ) {
    let node = NodeID(publicKey: key)
    guard case .underlay(let address, _) = origin,
      let revocation = revocations.revocations(of: node...node).first,
      let credential = try? Credential(decoding: encoded), revocation.covers(credential),
      admission.mayReply(to: address, now: now)
    else { return }
    let codes = MessageAuthenticator(
      presharedKey: configuration.presharedKey, receiver: key)
    dispatch(RevocationNotice.encode(revocation, authenticator: codes), to: origin)
  }

  /// Takes in what may be this node's own revocation, from where an initiation of its own has gone: others
  /// that know the network's pre-shared key must not use up the checks of signatures, one a second.
  mutating func receiveRevocationNotice(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, now: Instant
  ) {
    guard message.count == RevocationNotice.byteCount, authenticator.admits(message) else {
      counters.strangers += 1
      return
    }
    guard let revocation = RevocationNotice.revocation(in: message) else {
      counters.malformed += 1
      return
    }
    guard revocation.covers(configuration.credential), !isRevoked, isCalling(origin) else { return }
    guard handshakes.mayCheckNotice(now: now) else {
      counters.limitedHandshakes += 1
      return
    }
    revoke(revocation, now: now)
  }

  /// Whether an initiation of ours is on its way to an address.
  private func isCalling(_ origin: HandshakeOrigin) -> Bool {
    guard case .underlay(let address, _) = origin else { return false }
    return peers.indices.contains { place in
      guard case .underlay(let called, _) = records[place]?.handshake.sent?.origin else {
        return false
      }
      return called == address
    }
  }
}
