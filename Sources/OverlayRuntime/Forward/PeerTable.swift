internal import OverlayCore

/// A bounded table of peers by key, shared fairly among those who hold places in it.
///
/// Anybody may take free places, also all of them. When there is none left, whoever holds the most gives
/// way, with the place that was silent longest: a newcomer that holds as many as anybody displaces its own.
/// So whoever fills the table keeps nobody else out.
struct PeerTable<Key: Hashable, Holder: Hashable> {
  private struct Place {
    var key: Key
    var holder: Holder
    var peer: ForwardPeer
  }

  private var slots: [Place?]
  private var places: [Key: Int] = [:]
  private var counts: [Holder: Int] = [:]
  /// Places that were taken from somebody who had used them a moment ago.
  private(set) var displaced: UInt64 = 0

  /// After how long a silent place is free: twice what translators keep a mapping for at least
  /// (RFC 4787, section 4.3).
  private static var lifetime: Interval { .seconds(240) }

  init(capacity: Int) {
    slots = Array(repeating: nil, count: capacity)
  }

  /// The peer's slot, if it is known; notes that it was heard of.
  mutating func find(_ key: Key, now: Instant) -> Int? {
    guard let slot = places[key] else { return nil }
    slots[slot]?.peer.lastUsed = now
    return slot
  }

  /// A slot for a new peer of `holder`.
  mutating func insert(_ key: Key, _ peer: ForwardPeer, of holder: Holder) -> Int {
    let slot = slots.firstIndex { $0 == nil } ?? slotToTake(for: holder, now: peer.lastUsed)
    remove(slot)
    slots[slot] = Place(key: key, holder: holder, peer: peer)
    places[key] = slot
    counts[holder, default: 0] += 1
    return slot
  }

  private mutating func remove(_ slot: Int) {
    guard let old = slots[slot] else { return }
    places[old.key] = nil
    slots[slot] = nil
    let count = counts[old.holder, default: 1] - 1
    counts[old.holder] = count > 0 ? count : nil
  }

  /// The place that gives way: the one that was silent longest, of all when its time is over, and
  /// otherwise of those of the largest holder.
  private mutating func slotToTake(for holder: Holder, now: Instant) -> Int {
    if let oldest = oldest(where: { _ in true }), let place = slots[oldest],
      place.peer.lastUsed + Self.lifetime <= now
    {
      return oldest
    }
    displaced += 1
    let most = counts.values.max() ?? 0
    let own = counts[holder, default: 0]
    let isOwn = own >= most
    return oldest { place in
      isOwn ? place.holder == holder : counts[place.holder, default: 0] == most
    } ?? 0
  }

  private func oldest(where admits: (Place) -> Bool) -> Int? {
    var found: (slot: Int, since: Instant)?
    for slot in slots.indices {
      guard let place = slots[slot], admits(place) else { continue }
      if found.map({ place.peer.lastUsed < $0.since }) ?? true {
        found = (slot, place.peer.lastUsed)
      }
    }
    return found?.slot
  }

  /// The peer in a slot.
  subscript(slot: Int) -> ForwardPeer? {
    get { slots.indices.contains(slot) ? slots[slot]?.peer : nil }
    set {
      guard let newValue else { return }
      slots[slot]?.peer = newValue
    }
  }
}
