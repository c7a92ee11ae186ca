/// A record that this node publishes, and how far that has come.
struct Publication: Sendable {
  var record: DirectoryRecord
  /// When this version was handed in.
  let since: Instant
  /// When to act next: refresh it, or try again.
  var nextAt: Instant
  /// The number of the attempt under way; zero while none is.
  var request: UInt32 = 0
  /// Attempts without an answer.
  var attempts = 0
  /// When the last round of attempts began; `never` before the first.
  var sentAt = Instant.never
  /// The root that acknowledged this version last.
  var root: NodeID?
  /// What the last round was sent over: nil when not known, and nil inside when this node is the
  /// root itself.
  var route: NodeID??

  init(_ record: DirectoryRecord, now: Instant) {
    self.record = record
    since = now
    nextAt = now
  }

  /// How long the network should remember it, in seconds since the owner said it: a record is said
  /// anew with every refresh, a removal once.
  func ageSeconds(now: Instant) -> UInt32 {
    guard record.isRemoval else { return 0 }
    return UInt32(
      min((now - since).nanoseconds / 1_000_000_000, UInt64(record.lifetimeSeconds)))
  }

  /// Whether there is nothing left to do for it.
  func isOver(now: Instant) -> Bool {
    record.isRemoval && ageSeconds(now: now) >= record.lifetimeSeconds
  }
}
