import OverlayCore

// A revoked node hears of it from whoever refuses it.

extension SecureNode {
  /// Whether the network has revoked this node's own credential.
  public var isRevoked: Bool { revocations.covers(configuration.credential) }

  /// What a node is told that was refused because it is revoked; nil when it was refused for another
  /// reason.
  ///
  /// - Parameters:
  ///   - key: the static key that its initiation proved.
  ///   - encoded: the credential that it brought.
  func revocationNotice(to key: [UInt8], with encoded: [UInt8]) -> [UInt8]? {
    let node = NodeID(publicKey: key)
    guard let revocation = revocations.revocations(of: node...node).first,
      let credential = try? Credential(decoding: encoded), revocation.covers(credential)
    else { return nil }
    let codes = MessageAuthenticator(
      presharedKey: configuration.presharedKey, receiver: key)
    return RevocationNotice.encode(revocation, authenticator: codes)
  }

  /// Sends a notice to where an initiation came from, as seldom as cookies go there; through relays as
  /// long as a way leads to the node.
  mutating func tellRevoked(_ notice: [UInt8], at sender: InitiationSender, now: Instant) {
    let mayReply =
      switch sender.origin {
      case .underlay(let address, _): admission.mayReply(to: address, now: now)
      case .overlay(let source):
        admission.mayReply(to: source, by: sender.carrier ?? source, now: now)
      case .session: false
      }
    if mayReply { dispatch(notice, to: sender.origin) }
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

  /// Whether an initiation of ours is on its way to an address, or through relays to a node.
  private func isCalling(_ origin: HandshakeOrigin) -> Bool {
    peers.indices.contains { place in
      switch (origin, records[place]?.handshake.sent?.origin) {
      case (.underlay(let address, _), .underlay(let called, _)): address == called
      case (.overlay(let source), .overlay(let called)): source == called
      default: false
      }
    }
  }
}
