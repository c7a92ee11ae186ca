/// Why a handshake did not come about. Sent to nobody: a stranger learns nothing.
public enum HandshakeError: Error, Hashable, Sendable, CaseIterable {
  /// Shorter or longer than such a message can be.
  case badLength
  /// A tag is wrong: other keys, another network, or a damaged message.
  case notAuthentic
  /// A public key that X25519 must refuse.
  case badKey
}
