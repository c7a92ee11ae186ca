/// The prefix plane's routing table: for each level and digit the nodes that share so many digits
/// with this one and go on with that digit, nearest first (ICNP 2003, section 2.1).
///
/// Rows exist as far down as there are nodes. Who is in the table has a slot among the peers;
/// distances are theirs and are handed in.
struct RoutingTable {
  let own: NodeID
  let base: DigitBase
  /// Nodes in one entry, the primary included.
  let width: Int
  private var entries: [EntrySlots] = []

  init(own: NodeID, base: DigitBase, backupsMax: Int) {
    precondition(0...Limits.entryBackupsMax ~= backupsMax, "backups out of range")
    self.own = own
    self.base = base
    width = backupsMax + 1
  }

  /// Rows that hold anybody, and those above them.
  var levels: Int { entries.count / base.count }

  /// Where in the table a node belongs; the own node belongs nowhere.
  func place(of node: NodeID) -> (level: Int, digit: Int) {
    let level = base.sharedDigits(own, node)
    precondition(level < base.digits, "a node is not in its own table")
    return (level, base.digit(of: node, at: level))
  }

  /// Who fills an entry; empty below the last row.
  subscript(level: Int, digit: Int) -> EntrySlots {
    let index = level * base.count + digit
    return index < entries.count ? entries[index] : EntrySlots()
  }

  /// How many nodes fill an entry.
  func count(_ level: Int, _ digit: Int) -> Int {
    let index = level * base.count + digit
    return index < entries.count ? entries[index].count : 0
  }

  /// Puts a peer into its entry at `rank`, below the entry's width; whom it pushes out at the end,
  /// if the entry was full.
  mutating func insert(_ slot: Int, node: NodeID, at rank: Int) -> Int? {
    let (level, digit) = place(of: node)
    precondition(rank < width, "a rank beyond the entry's width")
    while levels <= level { entries += Array(repeating: EntrySlots(), count: base.count) }
    let index = level * base.count + digit
    var evicted: Int?
    if entries[index].count == width {
      evicted = entries[index][width - 1]
      entries[index].remove(at: width - 1)
    }
    entries[index].insert(slot, at: rank)
    return evicted
  }

  /// Takes a peer out; false when it was not in.
  @discardableResult
  mutating func remove(_ slot: Int, node: NodeID) -> Bool {
    let (level, digit) = place(of: node)
    let index = level * base.count + digit
    guard index < entries.count, let rank = entries[index].rank(of: slot) else { return false }
    entries[index].remove(at: rank)
    while levels > 0, (0..<base.count).allSatisfy({ count(levels - 1, $0) == 0 }) {
      entries.removeLast(base.count)
    }
    return true
  }

  /// A peer's rank in its entry, 0 for the primary; nil when it is not in.
  func rank(of slot: Int, node: NodeID) -> Int? {
    let (level, digit) = place(of: node)
    return self[level, digit].rank(of: slot)
  }

  /// Puts the nodes of an entry into another order.
  mutating func reorder(_ level: Int, _ digit: Int, _ slots: [Int]) {
    let index = level * base.count + digit
    precondition(entries[index].count == slots.count, "the same nodes in another order")
    var entry = EntrySlots()
    for slot in slots { entry.insert(slot, at: entry.count) }
    entries[index] = entry
  }

  /// The entry that leads on toward `key`; nil when this node is the key's root.
  ///
  /// Surrogate routing: at each level the key's digit, or the next higher one, cyclically, that
  /// anybody has; this node's own digit leads to the next level. With equal knowledge of which
  /// entries can be filled, every node ends at the same root (PAPERS.md, "surrogate routing").
  func step(toward key: NodeID) -> (level: Int, digit: Int)? {
    for level in 0..<levels {
      let ownDigit = base.digit(of: own, at: level)
      let wanted = base.digit(of: key, at: level)
      for offset in 0..<base.count {
        let digit = (wanted + offset) & (base.count - 1)
        if digit == ownDigit { break }
        if count(level, digit) > 0 { return (level, digit) }
      }
    }
    return nil
  }
}
