import OverlayCore

/// Where the handshakes with one peer stand.
///
/// At most three are under way: one of ours, one of the peer's that looks new, and one that looks
/// old. Nothing that a peer's initiation says counts before the first frame under its keys has come:
/// until then it may be a replay (docs/decisions/0029).
struct PeerHandshake {
  /// Our initiation that has not been answered; nil while there is none.
  var sent: SentInitiation?
  /// The peer's initiation from which ``PeerState/next`` came; nil when there is none.
  var answered: AnsweredInitiation?
  /// The peer's initiation from which ``PeerState/tentative`` came; nil when there is none.
  var tentative: AnsweredInitiation?
  /// The newest of the peer's initiations whose keys were used: what is not newer looks like a
  /// replay. It only saves work, and goes back when the peer has lost its state directory.
  var newest: HandshakeCounter?
  /// What proves our address to the peer; nil while it has asked for no proof.
  private var cookie: HeldCookie?
  /// What proves to it that packets through relays reach us; likewise.
  private var relayedCookie: HeldCookie?
  /// Whether the next initiation is to go through a relay, with ``relayedCookie``.
  var wantsRelay = false
  /// How often the peer may ask inside the session for new keys, or answer.
  var renewals = RateGate()
  /// How often a response to ``sent`` may be tried: whoever knows its index can send more.
  var responses = RateGate()

  /// Whether an initiation of the peer's is newer than all that were used or are under way.
  func isNew(_ counter: HandshakeCounter) -> Bool {
    if let newest, counter <= newest { return false }
    if let answered, counter <= answered.counter { return false }
    return true
  }

  /// Whether an initiation that looks old may take the place of the one that is under way: not while
  /// that one, from elsewhere, may still be answered.
  func mayReplaceTentative(from origin: HandshakeOrigin, now: Instant) -> Bool {
    guard let tentative else { return true }
    return tentative.origin == origin || now - tentative.since > SessionTiming.tentativeHold
  }

  /// The cookie for a message by a way; nil when there is none that still holds.
  func cookie(for origin: HandshakeOrigin, at now: Instant) -> [UInt8]? {
    (origin.isRelayed ? relayedCookie : cookie).flatMap { $0.until > now ? $0.bytes : nil }
  }

  /// Takes up the cookie that answers an initiation of ours.
  mutating func hold(_ cookie: HeldCookie, for sent: SentInitiation) {
    guard sent.origin.isRelayed else {
      self.cookie = cookie
      return
    }
    // Only the first: a relay can make such answers up, and must not keep those initiations from their
    // turn that go straight to the peer.
    wantsRelay = self.cookie(for: sent.origin, at: sent.at) == nil
    relayedCookie = cookie
  }
}
