/// What a finished handshake leaves behind, seen from one side.
public struct SessionKeys: Sendable {
  /// The key for what this side sends, 32 bytes.
  public var send: [UInt8] { sendKey.bytes }
  /// The key for what the other side sends, 32 bytes.
  public var receive: [UInt8] { receiveKey.bytes }
  /// A hash of the whole handshake, equal on both sides and to no other session's: a name for the
  /// session that cannot be chosen (Noise specification, section 11.2).
  public let handshakeHash: [UInt8]

  private let sendKey: SecretBytes
  private let receiveKey: SecretBytes

  init(send: SecretBytes, receive: SecretBytes, handshakeHash: [UInt8]) {
    (sendKey, receiveKey, self.handshakeHash) = (send, receive, handshakeHash)
  }
}
