import OverlayCore

/// What every owner said last, kept beside the network: what lookups must find, and what must be gone.
struct RecordBook {
  /// What one host's owner said.
  struct Entry {
    var key: DirectoryKey
    /// Which node said it; nil before anything was said.
    var birth: UInt32?
    var record: DirectoryRecord?
    /// When the owner was found to be gone; `never` while it lives.
    var goneSince = Instant.never
  }

  let lifetimeSeconds: UInt32
  /// Whether owners change what they say now and then.
  var isChanging = false
  /// When all records are next looked at.
  var nextLook = Instant.zero
  /// Copies seen after their time.
  var outlived = 0
  /// Records seen at nodes whose owner was gone, in time still.
  var orphansSeen = 0
  private(set) var entries: [Entry]
  /// Apart from the run's own luck, so that records change nothing of what goes wrong.
  var random: SeededRandom

  init(hosts: Int, lifetimeSeconds: UInt32, seed: UInt64) {
    self.lifetimeSeconds = lifetimeSeconds
    var random = SeededRandom(seed: seed ^ 0x7ec0_4d00)
    entries = (0..<hosts).map { _ in
      Entry(key: DirectoryKey(UInt128(random.next()) << 64 | UInt128(random.next())))
    }
    self.random = random
  }

  var lifetime: Interval { .seconds(UInt64(lifetimeSeconds)) }

  /// A copy may be seen so long after its lifetime: what its owner said last was under way.
  static let slack = Interval.seconds(2)

  /// A new version of what the owner on a host says.
  mutating func write(of host: Int, by owner: NodeID, birth: UInt32?, now: Instant)
    -> DirectoryRecord
  {
    let version = now.nanoseconds / 1_000 + 1
    let payload = (0..<8).map { UInt8(truncatingIfNeeded: version >> ($0 * 8)) }
    let record = DirectoryRecord(
      identity: .init(key: entries[host].key, owner: owner, kind: .application), version: version,
      lifetimeSeconds: lifetimeSeconds, payload: payload)
    entries[host].record = record
    entries[host].birth = birth
    entries[host].goneSince = .never
    return record
  }

  mutating func noteGone(_ host: Int, now: Instant) {
    if entries[host].goneSince == .never { entries[host].goneSince = now }
  }

  /// Whether no copy of what the owner on a host said may be there any more.
  func isOver(_ host: Int, now: Instant) -> Bool {
    let gone = entries[host].goneSince
    return gone != .never && now > gone + lifetime + Self.slack
  }
}
