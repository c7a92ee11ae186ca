/// The X25519 secret that two nodes' static keys share.
///
/// It never changes while both keys live, so whoever shakes hands with the same peer again keeps
/// it and saves one of the handshake's four key agreements.
public struct StaticSecret: Sendable {
  let secret: SecretBytes

  init(bytes: consuming [UInt8]) { secret = SecretBytes(bytes) }

  /// The shared bytes, 32 of them; not to be kept.
  var bytes: [UInt8] { secret.bytes }
}
