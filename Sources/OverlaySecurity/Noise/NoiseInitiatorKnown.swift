/// The responder's state once `-> e, es, s` told it who wants a session.
///
/// A state of its own so that the responder can look up what it keeps about this peer, the static
/// secret, before it pays for the rest.
public struct NoiseInitiatorKnown: Sendable {
  /// The initiator's static public key. Not yet proven: anybody can claim it up to here.
  public let initiator: [UInt8]

  let symmetric: NoiseSymmetricState
  let initiatorEphemeral: [UInt8]
  let sealedPayload: [UInt8]
  let responder: StaticKey

  /// Reads the front of a first message.
  ///
  /// - Parameters:
  ///   - message: as ``NoiseInitiationSent/message``; may be hostile.
  ///   - responder: our static key.
  ///   - prologue: see ``NoiseHandshake/prologue(network:)``.
  public init(
    reading message: borrowing Span<UInt8>, responder: StaticKey, prologue: [UInt8]
  ) throws(HandshakeError) {
    guard message.count >= NoiseHandshake.initiationOverheadBytes else { throw .badLength }
    let keyBytes = AgreementKey.byteCount
    let sealedEnd = 2 * keyBytes + FrameCipher.tagBytes
    var symmetric = NoiseSymmetricState(prologue: prologue, responder: responder.publicKey)
    initiatorEphemeral = message.copy(0..<keyBytes)
    symmetric.mixEphemeral(initiatorEphemeral)
    symmetric.mixKey(try responder.agreement.handshakeSecret(with: initiatorEphemeral))
    initiator = try symmetric.openAndHash(message.copy(keyBytes..<sealedEnd))
    sealedPayload = message.copy(sealedEnd..<message.count)
    self.symmetric = symmetric
    self.responder = responder
  }
}
