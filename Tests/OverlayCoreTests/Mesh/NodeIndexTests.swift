import Testing

@testable import OverlayCore

@Suite("Node index")
struct NodeIndexTests {
  @Test("it agrees with a dictionary through any insertions and removals", arguments: 1...20)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var index = NodeIndex()
    var dictionary: [NodeID: Int] = [:]
    // Few identifiers that resemble each other, so that entries collide and come back.
    let shift = UInt128(random.next() % 120)
    let nodes = (0..<100).map { NodeID(UInt128($0) << shift) }
    for _ in 0..<5_000 {
      let node = nodes[Int(random.next() % 100)]
      if random.chance(0.5), dictionary[node] != nil || dictionary.count < Limits.membersMax {
        let place = Int(random.next() % 64)
        index[node] = place
        dictionary[node] = place
      } else {
        index[node] = nil
        dictionary[node] = nil
      }
    }
    for node in nodes { #expect(index[node] == dictionary[node]) }
  }

  @Test("nodes that all want the same entry are found, and forgotten one by one")
  func collisions() {
    // Both halves equal: they cancel out, and every identifier hashes to the same entry.
    let nodes = (1...Limits.membersMax).map { number in
      NodeID(UInt128(number) << 64 | UInt128(number))
    }
    var index = NodeIndex()
    for (place, node) in nodes.enumerated() { index[node] = place }
    for (gone, node) in nodes.enumerated() {
      for (place, other) in nodes.enumerated() {
        #expect(index[other] == (place < gone ? nil : place))
      }
      index[node] = nil
    }
  }
}
