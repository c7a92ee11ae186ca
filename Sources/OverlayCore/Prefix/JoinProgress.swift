/// How far a node's join has come.
struct JoinProgress {
  /// What it is doing.
  enum Phase: Hashable {
    /// Nobody asked it to join.
    case idle
    /// Looking for the surrogate, one hop after the other.
    case seeking
    /// The surrogate tells all who share the prefix.
    case announcing
    /// Filling the table, level by level.
    case searching
    /// Done.
    case joined
  }

  var phase = Phase.idle
  /// Whom to begin with.
  var gateways: [Contact] = []
  /// Whom to ask next, best last.
  var waiting: [Contact] = []
  /// Whom it has asked.
  var visited: [NodeID] = []
  /// Who of them has not joined either.
  var unjoined: [NodeID] = []
  /// Whether any of them did not answer.
  var isAnyoneSilent = false
  /// The deepest node on the way that has joined itself: its multicast reaches all whom the
  /// newcomer must be known to, those who are joining just now included.
  var surrogate: Contact?
  /// The multicast's number.
  var operation: UInt32 = 0
  /// When to give up what it waits for, or to begin anew.
  var deadline = Instant.never
  var attempts = 0
}
