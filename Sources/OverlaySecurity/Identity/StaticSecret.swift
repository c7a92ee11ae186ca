/// The X25519 secret that two nodes' static keys share.
///
/// It never changes while both keys live, so whoever shakes hands with the same peer again keeps
/// it and saves one of the handshake's four key agreements.
public struct StaticSecret: Sendable {
  /// The shared bytes, 32 of them.
  let bytes: [UInt8]
}
