/// A lookup of this node's that is under way.
struct PendingLookup: Sendable {
  let request: UInt32
  let key: DirectoryKey
  let kind: DirectoryKind?
  var attempts = 0
  /// When to ask again, or to give up.
  var nextAt: Instant
  private var partCount: UInt8 = 0
  private var partsSeen: UInt32 = 0
  /// Sorted by identity, the newest version of each.
  private var records: [DirectoryRecord] = []

  init(request: UInt32, key: DirectoryKey, kind: DirectoryKind?, now: Instant) {
    self.request = request
    self.key = key
    self.kind = kind
    nextAt = now
  }

  /// Whether a record can be an answer.
  func wants(_ part: DirectoryAnswer.Part) -> Bool {
    part.record.key == key && kind ?? part.record.kind == part.record.kind
      && part.ageSeconds < part.record.lifetimeSeconds
  }

  /// Takes in a record that is wanted; true when the answer is whole.
  ///
  /// Attempts may be answered by different roots: parts are counted for the last, records kept of
  /// all.
  mutating func take(_ part: DirectoryAnswer.Part) -> Bool {
    if part.count != partCount {
      partCount = part.count
      partsSeen = 0
    }
    partsSeen |= 1 << UInt32(part.number)
    let place = records.firstIndex { $0.identity >= part.record.identity } ?? records.count
    if place < records.count, records[place].identity == part.record.identity {
      if part.record.version > records[place].version { records[place] = part.record }
    } else if records.count < 2 * Int(Limits.answerPartsMax) {
      records.insert(part.record, at: place)
    }
    return partsSeen.nonzeroBitCount == Int(partCount)
  }

  /// What came of it.
  func result(isWhole: Bool) -> DirectoryResult {
    DirectoryResult(
      request: request, key: key, kind: kind, records: records,
      answer: isWhole ? .whole : records.isEmpty ? .none : .part)
  }
}
