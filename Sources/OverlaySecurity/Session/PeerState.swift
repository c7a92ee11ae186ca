import OverlayCore

/// What the packet path needs to know of a peer: flat, like ``LinkTarget``.
struct PeerState {
  var node = NodeID(0)
  var isTaken = false
  /// The session that frames are sealed with.
  var current = SessionTable.none
  /// The one before, for frames that are still under way.
  var previous = SessionTable.none
  /// One that the peer initiated and has not used yet.
  var next = SessionTable.none
  /// One whose initiation looked old, and that nobody has used yet.
  var tentative = SessionTable.none
  /// The number of the next end-to-end seal; never reused, whatever the keys.
  var endToEndCounter: UInt64 = 0
  /// When the last packet was sealed to it or opened from it end to end.
  var lastUsed = Instant.zero
  /// When to try the next handshake; `never` while none is wanted.
  var nextAttempt = Instant.never
  /// The link of each path; ``LinkID/none`` where there is none.
  var links: InlineArray<16, LinkID> = InlineArray(repeating: .none)

  /// Whether any link leads to it.
  var hasLinks: Bool {
    for path in links.indices where links[path] != .none { return true }
    return false
  }

  func owns(_ session: Int) -> Bool {
    session == current || session == previous || isUnconfirmed(session)
  }

  /// Whether the peer initiated a session and this is the first that is heard under it.
  @inline(__always)
  func isUnconfirmed(_ session: Int) -> Bool { session == next || session == tentative }
}
