import OverlayCore

/// An initiation of ours under way.
struct SentInitiation {
  /// The handshake's state, which reads the response.
  let noise: NoiseInitiationSent
  /// The index that it promised, reserved in the table of sessions.
  let index: UInt32
  /// Its first code, which a cookie reply refers to; empty inside a session.
  let mac1: [UInt8]
  let at: Instant
  let origin: HandshakeOrigin
  /// The number of the underlay path that it takes, or ``SecureNode/relayedPath``.
  let path: Int
}
