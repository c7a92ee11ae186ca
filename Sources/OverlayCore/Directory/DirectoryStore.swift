/// The records that a node keeps for others, as root or replica, until they expire.
///
/// A list sorted by key, owner and kind: found by halving, walked in an order that is the same each
/// run, all records of a key together, and no memory at all while it is empty. Nothing that is alive
/// is ever put out to make room: when the store is full, newcomers are refused, or whoever publishes
/// most would own it.
struct DirectoryStore: Sendable {
  /// A record and its time.
  struct Entry: Sendable {
    var record: DirectoryRecord
    /// When it is over unless it is refreshed.
    var expiresAt: Instant
    var replication: ReplicationState
  }

  private(set) var entries: [Entry] = []
  private var shares = OwnerShares()
  /// Bytes of all records.
  private(set) var bytes = 0
  /// Not after the first expiry.
  private var earliest = Instant.never

  /// When ``expire(now:)`` should next be called; may be early.
  var nextDeadline: Instant { earliest }

  /// Takes in a verified record or removal.
  ///
  /// - Parameters:
  ///   - record: The record, sound.
  ///   - ageSeconds: How long ago its owner said it.
  ///   - profile: The limits.
  ///   - now: The present.
  /// - Returns: What became of it, and whether the store is not what it was before.
  mutating func insert(
    _ record: DirectoryRecord, ageSeconds: UInt32, within profile: DirectoryProfile, now: Instant
  ) -> (outcome: DirectoryOutcome, hasChanged: Bool) {
    guard ageSeconds < record.lifetimeSeconds else { return (.expired, false) }
    let expiresAt = now + .seconds(UInt64(record.lifetimeSeconds - ageSeconds))
    guard let index = index(of: record.identity), entries[index].expiresAt > now else {
      expire(now: now)
      if let shortage = shortage(of: record, replacing: nil, within: profile) {
        return (shortage, false)
      }
      add(Entry(record: record, expiresAt: expiresAt, replication: .init(heardAt: now)))
      return (.stored, true)
    }
    let held = entries[index]
    guard record.version >= held.record.version else { return (.superseded, false) }
    guard record.version > held.record.version else {
      return refresh(index, with: record, until: expiresAt, within: profile, now: now)
    }
    if shortage(of: record, replacing: held.record, within: profile) != nil { expire(now: now) }
    if let shortage = shortage(of: record, replacing: held.record, within: profile) {
      return (shortage, false)
    }
    // A removal must outlast every copy of what it removes.
    let until = record.isRemoval ? max(expiresAt, held.expiresAt) : expiresAt
    replace(record, until: until)
    return (.stored, true)
  }

  /// Takes in a version that is known: nothing changes but its time, and its proof, which may rest
  /// on a renewed credential.
  private mutating func refresh(
    _ index: Int, with record: DirectoryRecord, until expiresAt: Instant,
    within profile: DirectoryProfile, now: Instant
  ) -> (outcome: DirectoryOutcome, hasChanged: Bool) {
    let held = entries[index]
    guard record.payload == held.record.payload, record.isRemoval == held.record.isRemoval,
      record.lifetimeSeconds == held.record.lifetimeSeconds
    else { return (.superseded, false) }
    guard expiresAt > held.expiresAt else { return (.known, false) }
    let fits = shortage(of: record, replacing: held.record, within: profile) == nil
    replace(fits ? record : held.record, until: expiresAt)
    return (.known, true)
  }

  /// Forgets what is over.
  /// - Returns: How many records that was.
  @discardableResult
  mutating func expire(now: Instant) -> Int {
    guard earliest <= now else { return 0 }
    let before = entries.count
    earliest = .never
    for entry in entries {
      if entry.expiresAt <= now {
        bytes -= entry.record.byteCount
        shares.change(entry.record.owner, records: -1, bytes: -entry.record.byteCount)
      } else {
        earliest = min(earliest, entry.expiresAt)
      }
    }
    entries.removeAll { $0.expiresAt <= now }
    return before - entries.count
  }

  /// What there is no room for; nil when the record fits.
  private func shortage(
    of record: DirectoryRecord, replacing old: DirectoryRecord?, within profile: DirectoryProfile
  ) -> DirectoryOutcome? {
    let newcomers = old == nil ? 1 : 0
    let added = record.byteCount - (old?.byteCount ?? 0)
    // The owner first, over all keys and kinds: what one may not keep is no reason to call a key full.
    let share = shares[record.owner]
    if share.records + newcomers > profile.ownerRecordsMax
      || share.bytes + added > profile.ownerBytesMax
    {
      return .ownerIsFull
    }
    if newcomers + range(of: record.key).count > profile.keyRecordsMax { return .keyIsFull }
    if entries.count + newcomers > profile.recordsMax || bytes + added > profile.bytesMax {
      return .nodeIsFull
    }
    return nil
  }

  private mutating func add(_ entry: Entry) {
    entries.insert(entry, at: place(of: entry.record.identity))
    bytes += entry.record.byteCount
    shares.change(entry.record.owner, records: 1, bytes: entry.record.byteCount)
    earliest = min(earliest, entry.expiresAt)
  }

  private mutating func replace(_ record: DirectoryRecord, until expiresAt: Instant) {
    guard let index = index(of: record.identity) else { return }
    let added = record.byteCount - entries[index].record.byteCount
    bytes += added
    shares.change(record.owner, records: 0, bytes: added)
    entries[index].record = record
    entries[index].expiresAt = expiresAt
    earliest = min(earliest, expiresAt)
  }
}

// MARK: - Finding

extension DirectoryStore {
  /// Where the record is; nil when there is none. It may be over already.
  func index(of identity: DirectoryRecord.Identity) -> Int? {
    let place = place(of: identity)
    guard place < entries.count, entries[place].record.identity == identity else { return nil }
    return place
  }

  /// Where the records of a key are.
  func range(of key: DirectoryKey) -> Range<Int> {
    let least = DirectoryRecord.Identity(
      key: key, owner: NodeID(0), kind: DirectoryKind(rawValue: 0))
    let start = place(of: least)
    var end = start
    while end < entries.count, entries[end].record.key == key { end += 1 }
    return start..<end
  }

  /// The records of a key that hold now, in order of owner; removals are not among them.
  func records(
    of key: DirectoryKey, kind: DirectoryKind?, now: Instant
  ) -> [DirectoryRecord] {
    range(of: key).compactMap { index in
      let entry = entries[index]
      guard entry.expiresAt > now, !entry.record.isRemoval,
        kind ?? entry.record.kind == entry.record.kind
      else { return nil }
      return entry.record
    }
  }

  /// The first keys that follow another, or all keys' first, at most `count`.
  func keys(after key: DirectoryKey?, count: Int) -> [DirectoryKey] {
    var index = key.map { range(of: $0).upperBound } ?? 0
    var keys: [DirectoryKey] = []
    while keys.count < count, index < entries.count {
      keys.append(entries[index].record.key)
      index = range(of: entries[index].record.key).upperBound
    }
    return keys
  }

  /// What a node knows of a record's other copies.
  subscript(replication index: Int) -> ReplicationState {
    get { entries[index].replication }
    set { entries[index].replication = newValue }
  }

  /// How long ago the record's owner said it, in seconds, rounded up, so that a copy never lives
  /// longer than what it was made from.
  func ageSeconds(at index: Int, now: Instant) -> UInt32 {
    let lifetime = UInt64(entries[index].record.lifetimeSeconds)
    let left = (entries[index].expiresAt - now).nanoseconds / 1_000_000_000
    return UInt32(lifetime - min(left, lifetime))
  }

  private func place(of identity: DirectoryRecord.Identity) -> Int {
    entries.sortedIndex(notBefore: { $0.record.identity < identity })
  }
}
