import OverlayCore

/// What handshakes need to know of a peer.
struct PeerRecord {
  /// Its static public key, 32 bytes.
  let key: [UInt8]
  /// What makes it a member; nil while somebody else has only named it.
  var credential: Credential?
  /// What is known of it where the core keeps no record: under the prefix plane, and of a peer that
  /// was only hinted at.
  var described: MemberRecord?
  /// How many records, of whomever, it may have checked: each costs two signatures to verify.
  var recordChecks = RateGate()
  /// Since when it is called because of a hint, as by a state file without its signature; nil once it
  /// has spoken for itself.
  var hintedAt: Instant?
  /// Whether the core waits for a link with it.
  var wantsLink = false
  /// Whether packets wait for a session with it, by whatever way.
  var wantsSession = false
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
  var newestInitiation: HandshakeCounter?
  /// What the peer said of itself in the handshake that `next` came from.
  var announced: MemberRecord?
  /// Where that handshake came from; nil when it came through a relay.
  var announcedFrom: HandshakeOrigin?
  var announcedPath = 0
  var cookie: [UInt8]?
  var cookieUntil = Instant.zero
  /// Where it said, to this node alone, that it can perhaps be reached.
  var candidates: [UnderlayAddress] = []
  /// When those and the addresses of its record are tried.
  var trials = TrialRounds()
  /// How often it is told ours.
  var notes = RateGate()
  /// What the next frame of each path is numbered with, should a link take it up again: under the
  /// same keys no number may come twice.
  var counters: InlineArray<16, UInt64> = InlineArray(repeating: 0)
  /// How often the session was renewed since then.
  var linklessRenewals = 0
  /// Since when no link to the peer works; `never` while one does.
  var linklessSince = Instant.zero
}
