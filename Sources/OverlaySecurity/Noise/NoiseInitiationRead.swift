/// The responder's state once it has read the whole of `-> e, es, s, ss`: the initiator holds the
/// static key that it claimed, though the message may be a replay.
public struct NoiseInitiationRead: Sendable {
  /// The initiator's static public key.
  public let initiator: [UInt8]
  /// What the initiator sealed for us.
  public let payload: [UInt8]

  let symmetric: NoiseSymmetricState
  let initiatorEphemeral: [UInt8]

  /// Reads the rest of the first message.
  ///
  /// - Parameters:
  ///   - known: the state before.
  ///   - staticSecret: what ``StaticKey/secret(with:)`` gave for this initiator, if it was kept.
  public init(
    after known: NoiseInitiatorKnown, staticSecret: StaticSecret?
  ) throws(HandshakeError) {
    var symmetric = known.symmetric
    let secret: SecretBytes
    if let staticSecret {
      secret = staticSecret.secret
    } else {
      secret = try known.responder.agreement.handshakeSecret(with: known.initiator)
    }
    symmetric.mixKey(secret)
    payload = try symmetric.openAndHash(known.sealedPayload)
    initiator = known.initiator
    initiatorEphemeral = known.initiatorEphemeral
    self.symmetric = symmetric
  }
}
