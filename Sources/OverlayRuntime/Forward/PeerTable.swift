internal import OverlayCore

/// A bounded table of peers by key; the one that was silent longest makes room.
struct PeerTable<Key: Hashable> {
  private var slots: [(key: Key, peer: ForwardPeer)?]
  private var places: [Key: Int] = [:]

  init(capacity: Int) {
    slots = Array(repeating: nil, count: capacity)
  }

  /// The peer's slot, if it is known; notes that it was heard of.
  mutating func find(_ key: Key, now: Instant) -> Int? {
    guard let slot = places[key] else { return nil }
    slots[slot]?.peer.lastUsed = now
    return slot
  }

  /// A slot for a new peer, taken from the one that was silent longest if there is no free one.
  mutating func insert(_ key: Key, _ peer: ForwardPeer) -> Int {
    let slot = slots.firstIndex { $0 == nil } ?? oldest
    if let old = slots[slot] { places[old.key] = nil }
    slots[slot] = (key, peer)
    places[key] = slot
    return slot
  }

  private var oldest: Int {
    slots.indices.min {
      (slots[$0]?.peer.lastUsed ?? .zero) < (slots[$1]?.peer.lastUsed ?? .zero)
    } ?? 0
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
