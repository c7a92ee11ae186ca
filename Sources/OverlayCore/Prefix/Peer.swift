/// What the prefix plane knows of a node that it deals with.
struct Peer {
  /// Where it can be called.
  var contact: Contact
  /// The round trip to it; `nil` until it was measured.
  var distance: Interval?
  /// Whether a link to it exists.
  var isLinked = false
  /// Whether its link is down: it keeps its place in the tables while it is only suspect.
  var isDown = false
  /// Whether it is in our table.
  var isHeld = false
  /// Whether it has us in its own, as its last beacon said.
  var holdsUs = false
  /// Whether the driver is opening a link to it.
  var isConnecting = false
  /// Whether our own join or the newcomer's multicast brought it up. Without repair only such peers
  /// get into the table: whoever else could fill a hole is found by chance, which is repair too.
  var isAnnounced = false
  /// Until then it is kept though nobody holds anybody: it was asked something.
  var keptUntil = Instant.zero
  /// Bytes of packets that had crossed its links when they were last looked at.
  var dataBytes: UInt64 = 0
  /// When its link came down, or its connection was asked for.
  var since = Instant.zero
}
