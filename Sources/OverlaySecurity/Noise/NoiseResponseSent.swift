/// The responder's state after its message `<- e, ee, se, psk`: it has the session's keys, and
/// the first frame under them proves that the initiator has them too.
public struct NoiseResponseSent: Sendable {
  /// The message, ``NoiseHandshake/responseOverheadBytes`` longer than its payload.
  public let message: [UInt8]
  /// The session's keys.
  public let keys: SessionKeys

  /// Writes the second message.
  ///
  /// - Parameters:
  ///   - initiation: the state before.
  ///   - presharedKey: the network's, 32 bytes.
  ///   - payload: sealed for the initiator.
  ///   - entropy: where the ephemeral key comes from.
  public init(
    answering initiation: NoiseInitiationRead, presharedKey: [UInt8], payload: [UInt8],
    entropy: inout Entropy
  ) throws(HandshakeError) {
    try self.init(
      answering: initiation, presharedKey: presharedKey, payload: payload,
      ephemeral: AgreementKey(entropy: &entropy))
  }

  init(
    answering initiation: NoiseInitiationRead, presharedKey: [UInt8], payload: [UInt8],
    ephemeral: AgreementKey
  ) throws(HandshakeError) {
    var symmetric = initiation.symmetric
    symmetric.mixEphemeral(ephemeral.publicKey)
    symmetric.mixKey(try ephemeral.handshakeSecret(with: initiation.initiatorEphemeral))
    symmetric.mixKey(try ephemeral.handshakeSecret(with: initiation.initiator))
    symmetric.mixKeyAndHash(presharedKey)
    message = ephemeral.publicKey + symmetric.sealAndHash(payload)
    let split = symmetric.split()
    keys = SessionKeys(
      send: split.responder, receive: split.initiator, handshakeHash: symmetric.hash)
  }
}
