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

  /// Initiations sent since the last handshake was completed.
  var attempts = 0
  /// The handshakes that are under way.
  var handshake = PeerHandshake()
  /// Where it said, to this node alone, that it can perhaps be reached.
  var candidates: [UnderlayAddress] = []
  /// When those and the addresses of its record are tried.
  var trials = TrialRounds()
  /// How often it is told ours.
  var notes = RateGate()
  /// What the next frame of each path is numbered with, should a link take it up again: under the
  /// same keys no number may come twice.
  var counters: InlineArray<16, UInt64> = InlineArray(repeating: 0)
  /// How often a session was made anew while no link worked.
  var linklessRenewals = 0
  /// Since when no link to the peer works; `never` while one does.
  var linklessSince = Instant.zero

  /// Takes up a credential that was checked, unless a newer one is known.
  mutating func adopt(_ newer: Credential) {
    if let credential, credential.serial > newer.serial { return }
    credential = newer
  }
}
