import OverlayCore

/// Distance probes of ours that may still be answered.
struct DistanceLedger {
  /// A probe of ours.
  struct Entry {
    var token: UInt64
    var node: NodeID
    var authenticator: MessageAuthenticator
    var sentAt: Instant
  }

  private static let entriesMax = 256
  /// The core asks for more at once only while it joins, and gives each up after as long.
  private static let patience = Interval.seconds(2)

  private var entries: [Entry] = []

  /// Notes a probe; false when too many are under way.
  mutating func add(_ entry: Entry) -> Bool {
    entries.removeAll { entry.sentAt - $0.sentAt > Self.patience }
    guard entries.count < Self.entriesMax else { return false }
    entries.append(entry)
    return true
  }

  /// The probe with that token.
  func entry(_ token: UInt64) -> Entry? { entries.first { $0.token == token } }

  mutating func remove(_ token: UInt64) { entries.removeAll { $0.token == token } }
}
