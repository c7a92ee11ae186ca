import OverlayCore

/// How long sessions live and how often handshakes are tried.
enum SessionTiming {
  /// How long a member that somebody else or a state file has named is called in vain once this node
  /// has found others.
  static let hintLifetime = Interval.seconds(600)
  /// The time between two member records of one neighbour that are checked, at the highest lasting
  /// rate, and how much time's worth may come at once: more than an honest one sends, which keeps to
  /// the core's budget of answers.
  static let recordSpacing = Interval.milliseconds(31)
  static let recordBurst = Interval.milliseconds(31 * 128)
  /// The initiator renews a session at this age,
  static let rekeyAfter = Interval.seconds(120)
  /// and the responder at this one, should the initiator not.
  static let responderRekeyAfter = Interval.seconds(150)
  /// A session is not used beyond this age.
  static let expireAfter = Interval.seconds(300)
  /// A session that its initiator never uses is dropped,
  static let unconfirmedAfter = Interval.seconds(20)
  /// and sooner when its initiation looked old.
  static let tentativeAfter = Interval.seconds(5)
  /// How long such a session keeps its place against the next: a round trip around the world.
  static let tentativeHold = Interval.seconds(1)
  /// Renewals of a session are tried inside it this often before every other goes outside as well.
  static let innerAttempts = 8
  /// How often a peer may ask for a renewal inside the session, or answer one,
  static let renewalSpacing = Interval.seconds(1)
  /// and how much time's worth at once.
  static let renewalBurst = Interval.seconds(16)
  /// The first retry; each further one waits twice as long,
  static let retryFirst = Interval.milliseconds(250)
  /// up to this for the first few,
  static let retryMax = Interval.seconds(2)
  /// and to this once there have been ``patientAttempts``: whoever is gone for that long is not
  /// coming back this second.
  static let patientRetryMax = Interval.seconds(8)
  /// See ``patientRetryMax``.
  static let patientAttempts = 30
  /// Between two tries while there is traffic or other reason to believe in an answer.
  static let retryWanted = Interval.milliseconds(500)
  /// Between two responses of one peer that are tried, and what may come at once.
  static let responseSpacing = Interval.milliseconds(250)
  static let responseBurst = Interval.seconds(2)
  /// Between two searches for a member because of packets under a session that nobody here knows, which
  /// prove nothing, and what may be begun at once.
  static let forgottenSearchSpacing = Interval.milliseconds(250)
  static let forgottenSearchBurst = Interval.seconds(1)
  /// Between two looks at frames under unknown sessions.
  static let forgottenCheck = Interval.milliseconds(5)
  /// How long the peer with the higher ID lets the other go first.
  static let courtesy = Interval.milliseconds(300)
  /// An initiation of ours that is younger wins over one from a peer with a higher ID.
  static let collision = Interval.milliseconds(500)
  /// A peer without a working link is offered a new session this often: it may have restarted. Each
  /// offer that was taken and brought no link doubles the time to the next, up to 64 s: the peer is
  /// there, and only relays lead to it.
  static func renewLinkless(after renewals: Int) -> Interval {
    .seconds(4 << UInt64(min(renewals, 4)))
  }
  /// A link that has been silent for this long gives way if there is another.
  static let pruneAfter = Interval.seconds(60)
  /// How long a session with a peer without links outlives its last packet, under the prefix plane.
  static let farIdle = Interval.seconds(60)
  /// Initiations sent to a node that is wanted as a neighbour before it counts as unreachable,
  static let connectAttempts = 4
  /// and to one far away before it is looked up anew.
  static let farAttempts = 6
  /// How often all this is looked over.
  static let upkeepInterval = Interval.milliseconds(500)
}
