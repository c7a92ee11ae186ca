import OverlayCore

/// What handshakes need to know of a peer.
struct PeerRecord {
  var credential: Credential
  let authenticator: MessageAuthenticator
  /// The key agreement of the two static keys, which every handshake needs.
  let staticSecret: StaticSecret?

  /// When the last handshake was completed.
  var establishedAt = Instant.zero

  /// Our initiation that has not been answered, and the index it promised.
  var initiation: NoiseInitiationSent?
  var initiationIndex: UInt32 = 0
  var initiationMac: [UInt8] = []
  var initiatedAt = Instant.zero
  var initiatedTo: HandshakeOrigin?
  var initiationPath = 0
  var attempts = 0
  /// The newest initiation that was taken in, so that an older one is known as a replay.
  var newestInitiation: HandshakeTimestamp?
  /// What the peer said of itself in the handshake that `next` came from.
  var announced: MemberRecord?
  /// Where that handshake came from; nil when it came through a relay.
  var announcedFrom: HandshakeOrigin?
  var announcedPath = 0
  var cookie: [UInt8]?
  var cookieUntil = Instant.zero
  /// Since when no link to the peer works; `never` while one does.
  var linklessSince = Instant.zero
}
