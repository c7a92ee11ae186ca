/// Finds a node's place in a table by its identifier.
///
/// A dictionary of the standard library hashes with SipHash, 20 ns a look-up, against keys that an
/// enemy chose. Here the network's authority admits each key, the keys are digests already, and
/// there are few: an open table at least twice as large as the number of nodes, which grows with
/// them.
public struct NodeIndex: Sendable {
  private struct Entry {
    var node = NodeID(0)
    /// -1 where the entry is free.
    var place: Int32 = -1
  }

  private var entries: [Entry]
  private var mask: Int
  private var count = 0

  /// An empty index with room for `capacity` nodes before it first grows.
  public init(capacity: Int = 8) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    entries = Array(repeating: Entry(), count: size)
    mask = size - 1
  }

  /// The node's place, at least zero; nil when it has none. Setting nil forgets the node.
  public subscript(node: NodeID) -> Int? {
    get {
      let found = entries[find(node)].place
      return found >= 0 ? Int(found) : nil
    }
    set {
      let index = find(node)
      if let newValue {
        precondition(newValue >= 0, "a place is not negative")
        let isNew = entries[index].place < 0
        entries[index] = Entry(node: node, place: Int32(newValue))
        if isNew { countOneMore() }
      } else if entries[index].place >= 0 {
        count -= 1
        remove(at: index)
      }
    }
  }

  private mutating func countOneMore() {
    count += 1
    guard 2 * count > entries.count else { return }
    let old = entries
    entries = Array(repeating: Entry(), count: 2 * old.count)
    mask = entries.count - 1
    for entry in old where entry.place >= 0 { entries[find(entry.node)] = entry }
  }

  /// Where the node is, or where it would be.
  private func find(_ node: NodeID) -> Int {
    var index = home(of: node)
    while entries[index].place >= 0, entries[index].node != node { index = (index + 1) & mask }
    return index
  }

  private func home(of node: NodeID) -> Int {
    let folded =
      UInt64(truncatingIfNeeded: node.value) ^ UInt64(truncatingIfNeeded: node.value >> 64)
    return Int(truncatingIfNeeded: folded &* 0x9e37_79b9_7f4a_7c15 >> 32) & mask
  }

  /// Moves back whoever would not be found beyond the gap (Knuth, volume 3, algorithm 6.4 R).
  private mutating func remove(at start: Int) {
    var gap = start
    var index = (gap + 1) & mask
    while entries[index].place >= 0 {
      let distance = (index - home(of: entries[index].node)) & mask
      if distance >= (index - gap) & mask {
        entries[gap] = entries[index]
        gap = index
      }
      index = (index + 1) & mask
    }
    entries[gap] = Entry()
  }
}
