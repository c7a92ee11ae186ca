/// What a finished handshake leaves behind, seen from one side.
public struct SessionKeys: Sendable {
  /// The key for what this side sends, 32 bytes.
  public let send: [UInt8]
  /// The key for what the other side sends, 32 bytes.
  public let receive: [UInt8]
  /// A hash of the whole handshake, equal on both sides and to no other session's: a name for the
  /// session that cannot be chosen (Noise specification, section 11.2).
  public let handshakeHash: [UInt8]
}
