/// The initiator's state once it has read `<- e, ee, se, psk`: the responder is who it should be,
/// and the session's keys are ready.
public struct NoiseResponseRead: Sendable {
  /// What the responder sealed for us.
  public let payload: [UInt8]
  /// The session's keys.
  public let keys: SessionKeys

  /// Reads the second message.
  ///
  /// - Parameters:
  ///   - message: as ``NoiseResponseSent/message``; may be hostile, and a failure leaves the state
  ///     before as it was, so that a forged answer does not spoil the genuine one.
  ///   - initiation: the state before.
  ///   - presharedKey: the network's, 32 bytes.
  public init(
    reading message: borrowing Span<UInt8>, after initiation: NoiseInitiationSent,
    presharedKey: [UInt8]
  ) throws(HandshakeError) {
    guard message.count >= NoiseHandshake.responseOverheadBytes else { throw .badLength }
    let ephemeral = message.copy(0..<AgreementKey.byteCount)
    var symmetric = initiation.symmetric
    symmetric.mixEphemeral(ephemeral)
    symmetric.mixKey(try initiation.ephemeral.handshakeSecret(with: ephemeral))
    symmetric.mixKey(try initiation.initiator.agreement.handshakeSecret(with: ephemeral))
    symmetric.mixKeyAndHash(presharedKey)
    payload = try symmetric.openAndHash(message.copy(AgreementKey.byteCount..<message.count))
    let split = symmetric.split()
    keys = SessionKeys(
      send: split.initiator, receive: split.responder, handshakeHash: symmetric.hash)
  }
}
