/// Nodes that were found dead: hearsay about them is not believed for a while, and they are called
/// again now and then, or two halves of a healed partition would never meet (PAPERS.md, "repair").
struct RememberedDead {
  private struct Entry {
    var contact: Contact
    var pause: Interval
    var callAt: Instant
  }

  private var entries: [Entry] = []

  /// How many are remembered.
  var count: Int { entries.count }

  /// When the next of them should be called.
  var nextCall: Instant { entries.map(\.callAt).min() ?? .never }

  /// Whether the node is believed dead.
  func contains(_ node: NodeID) -> Bool {
    entries.contains { $0.contact.node == node }
  }

  /// Remembers a node; the one that was called longest ago gives way when there are too many.
  mutating func insert(_ contact: Contact, pause: Interval, now: Instant) {
    if contains(contact.node) { return }
    if entries.count >= Limits.deadRememberedMax,
      let last = entries.indices.max(by: { entries[$0].pause < entries[$1].pause })
    {
      entries.remove(at: last)
    }
    entries.append(Entry(contact: contact, pause: pause, callAt: now + pause))
  }

  /// Forgets a node: it is alive.
  mutating func remove(_ node: NodeID) {
    entries.removeAll { $0.contact.node == node }
  }

  /// The node whose turn it is to be called; the pause before its next turn doubles, and after
  /// the longest pause it is forgotten.
  mutating func nextDue(at now: Instant, pauseMax: Interval) -> Contact? {
    guard let due = entries.indices.first(where: { entries[$0].callAt <= now }) else { return nil }
    let contact = entries[due].contact
    if entries[due].pause > pauseMax {
      entries.remove(at: due)
    } else {
      entries[due].pause = entries[due].pause * 2
      entries[due].callAt = now + entries[due].pause
    }
    return contact
  }
}
