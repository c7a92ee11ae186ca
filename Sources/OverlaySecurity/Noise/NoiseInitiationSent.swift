/// The initiator's state after its message `-> e, es, s, ss`.
public struct NoiseInitiationSent: Sendable {
  /// The message, ``NoiseHandshake/initiationOverheadBytes`` longer than its payload.
  public let message: [UInt8]

  let symmetric: NoiseSymmetricState
  let ephemeral: AgreementKey
  let initiator: StaticKey

  /// Writes the first message.
  ///
  /// - Parameters:
  ///   - initiator: our static key.
  ///   - responder: the other's static public key.
  ///   - prologue: see ``NoiseHandshake/prologue(network:)``.
  ///   - payload: sealed for the responder; a replay of it cannot be told by the handshake, so it
  ///     carries a ``HandshakeCounter``.
  ///   - staticSecret: what ``StaticKey/secret(with:)`` gave for this responder, if it was kept.
  ///   - entropy: where the ephemeral key comes from.
  /// - Throws: ``HandshakeError/badKey`` when `responder` is not a usable key.
  public init(
    initiator: StaticKey, responder: [UInt8], prologue: [UInt8], payload: [UInt8],
    staticSecret: StaticSecret?, entropy: inout Entropy
  ) throws(HandshakeError) {
    try self.init(
      initiator: initiator, responder: responder, prologue: prologue, payload: payload,
      staticSecret: staticSecret, ephemeral: AgreementKey(entropy: &entropy))
  }

  init(
    initiator: StaticKey, responder: [UInt8], prologue: [UInt8], payload: [UInt8],
    staticSecret: StaticSecret?, ephemeral: AgreementKey
  ) throws(HandshakeError) {
    var symmetric = NoiseSymmetricState(prologue: prologue, responder: responder)
    symmetric.mixEphemeral(ephemeral.publicKey)
    symmetric.mixKey(try ephemeral.handshakeSecret(with: responder))
    let sealedStatic = symmetric.sealAndHash(initiator.publicKey)
    let secret: SecretBytes
    if let staticSecret {
      secret = staticSecret.secret
    } else {
      secret = try initiator.agreement.handshakeSecret(with: responder)
    }
    symmetric.mixKey(secret)
    message = ephemeral.publicKey + sealedStatic + symmetric.sealAndHash(payload)
    self.symmetric = symmetric
    self.ephemeral = ephemeral
    self.initiator = initiator
  }
}
