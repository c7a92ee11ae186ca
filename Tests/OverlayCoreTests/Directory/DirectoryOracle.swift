@testable import OverlayCore

/// A directory store as one would write it without a thought for speed: a dictionary, looked over
/// whole for each question.
struct DirectoryOracle {
  private struct Kept {
    var record: DirectoryRecord
    var expiresAt: Instant
  }

  let profile: DirectoryProfile
  private var kept: [DirectoryRecord.Identity: Kept] = [:]

  init(profile: DirectoryProfile) {
    self.profile = profile
  }

  mutating func insert(
    _ record: DirectoryRecord, ageSeconds: UInt32, now: Instant
  ) -> DirectoryOutcome {
    kept = kept.filter { $0.value.expiresAt > now }
    guard ageSeconds < record.lifetimeSeconds else { return .expired }
    let end = now + .seconds(UInt64(record.lifetimeSeconds - ageSeconds))
    let old = kept[record.identity]
    if let old, record.version < old.record.version { return .superseded }
    if let old, record.version == old.record.version {
      let isSame =
        record.payload == old.record.payload && record.isRemoval == old.record.isRemoval
        && record.lifetimeSeconds == old.record.lifetimeSeconds
      guard isSame else { return .superseded }
      kept[record.identity]?.expiresAt = max(old.expiresAt, end)
      return .known
    }
    let others = kept.filter { $0.key != record.identity }.values.map(\.record)
    let siblings = others.filter { $0.owner == record.owner }
    if siblings.count >= profile.ownerRecordsMax || bytes(siblings, record) > profile.ownerBytesMax
    {
      return .ownerIsFull
    }
    if others.count(where: { $0.key == record.key }) >= profile.keyRecordsMax {
      return .keyIsFull
    }
    if others.count >= profile.recordsMax || bytes(others, record) > profile.bytesMax {
      return .nodeIsFull
    }
    let until = record.isRemoval ? max(end, old?.expiresAt ?? .zero) : end
    kept[record.identity] = Kept(record: record, expiresAt: until)
    return .stored
  }

  /// Everything that holds at an instant, removals included.
  func contents(now: Instant) -> [DirectoryRecord] {
    kept.values.filter { $0.expiresAt > now }.map(\.record).sorted { $0.identity < $1.identity }
  }

  func records(of key: DirectoryKey, kind: DirectoryKind?, now: Instant) -> [DirectoryRecord] {
    contents(now: now).filter {
      $0.key == key && !$0.isRemoval && (kind == nil || $0.kind == kind)
    }
  }

  private func bytes(_ records: [DirectoryRecord], _ more: DirectoryRecord) -> Int {
    records.reduce(more.byteCount) { $0 + $1.byteCount }
  }
}
