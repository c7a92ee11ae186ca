import BasicContainers
import OverlayCore

/// All sessions of a node, found by the index in a frame in constant time.
///
/// The low bits of an index are the slot, the rest is random, so that a frame for a session that
/// is gone does not reach the one that took its slot. A handshake reserves the index that it
/// promises to the peer and installs the session there when it is complete.
struct SessionTable: ~Copyable {
  /// Two sessions a peer in steady state, up to five while handshakes are under way; as many as
  /// ``slotMask`` tells apart.
  static let capacity = 4_096
  private static let slotMask = UInt32(capacity - 1)
  /// Bits of an index: those of a slot, and twelve at random.
  static let indexMask: UInt32 = 0xff_ffff
  /// No session.
  static let none = -1

  private var sessions = UniqueArray<Session>()
  /// The peer's place for which each slot is taken; ``none`` for a free one.
  private var owners: [Int] = []

  /// Reserves an index for the peer at a place; nil when all slots are taken.
  mutating func reserve(for place: Int, entropy: inout Entropy) -> UInt32? {
    guard let slot = freeSlot() else { return nil }
    owners[slot] = place
    let random = UInt32(truncatingIfNeeded: entropy.next()) & Self.indexMask
    return random & ~Self.slotMask | UInt32(slot)
  }

  /// Gives a reserved index back unused.
  mutating func release(_ index: UInt32) {
    let slot = Int(index & Self.slotMask)
    if slot < sessions.count, sessions[slot].isVacant { owners[slot] = Self.none }
  }

  /// The place of the peer for which an index may be reserved; nil when its slot is free.
  func owner(of index: UInt32) -> Int? {
    let slot = Int(index & Self.slotMask)
    guard slot < owners.count, owners[slot] != Self.none else { return nil }
    return owners[slot]
  }

  /// Puts a session under its local index, which was reserved, and returns its slot.
  mutating func install(_ session: consuming Session) -> Int {
    let slot = Int(session.localIndex & Self.slotMask)
    sessions[slot] = session
    return slot
  }

  /// Ends a session; its keys are gone.
  mutating func remove(_ slot: Int) {
    guard slot >= 0, slot < sessions.count else { return }
    sessions[slot] = Session.vacant()
    owners[slot] = Self.none
  }

  /// The slot of the session that a frame names; nil when there is none.
  func find(_ index: UInt32) -> Int? {
    let slot = Int(index & Self.slotMask)
    guard slot < sessions.count, !sessions[slot].isVacant, sessions[slot].localIndex == index
    else { return nil }
    return slot
  }

  subscript(slot: Int) -> Session {
    _read { yield sessions[slot] }
    _modify { yield &sessions[slot] }
  }

  private mutating func freeSlot() -> Int? {
    if let free = owners.firstIndex(of: Self.none) { return free }
    guard sessions.count < Self.capacity else { return nil }
    sessions.append(Session.vacant())
    owners.append(Self.none)
    return sessions.count - 1
  }
}
