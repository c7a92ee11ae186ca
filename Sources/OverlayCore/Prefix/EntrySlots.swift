/// The nodes that fill one entry of a routing table, the primary first: peers' slots, nearest
/// first.
struct EntrySlots {
  private var slots: InlineArray<4, UInt16> = InlineArray(repeating: 0)
  private(set) var count = 0

  subscript(rank: Int) -> Int { Int(slots[rank]) }

  /// Inserts before `rank`; the caller has made room.
  mutating func insert(_ slot: Int, at rank: Int) {
    precondition(count < Limits.entryBackupsMax + 1, "the entry has room")
    var last = count
    while last > rank {
      slots[last] = slots[last - 1]
      last -= 1
    }
    slots[rank] = UInt16(slot)
    count += 1
  }

  mutating func remove(at rank: Int) {
    for index in rank..<(count - 1) { slots[index] = slots[index + 1] }
    count -= 1
  }

  func rank(of slot: Int) -> Int? {
    for rank in 0..<count where slots[rank] == slot { return rank }
    return nil
  }
}
