import Testing

@testable import OverlayCore

@Suite("A routing table")
struct RoutingTableTests {
  private func node(_ random: inout SeededRandom) -> NodeID {
    NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  @Test("reads digits from the front", arguments: [DigitBase.four, .sixteen])
  func digits(base: DigitBase) {
    let node = NodeID(0x1b << 120)
    let expected = base == .four ? [0, 1, 2, 3, 0] : [1, 11, 0]
    for (level, digit) in expected.enumerated() {
      #expect(base.digit(of: node, at: level) == digit)
    }
    let other = NodeID(0x1a << 120)
    #expect(base.sharedDigits(node, other) == (base == .four ? 3 : 1))
    #expect(base.sharedDigits(node, node) == base.digits)
  }

  @Test("keeps the nearest of each entry in order, like a list sorted anew each time")
  func nearestFirst() {
    var random = SeededRandom(seed: 3)
    let own = node(&random)
    var plane = PrefixPlane(
      own: Contact(node: own), profile: .tapestry)
    var oracle: [Int: [(distance: UInt64, slot: Int)]] = [:]
    for _ in 0..<400 {
      let other = node(&random)
      let distance = Interval(nanoseconds: random.next() % 1_000_000)
      guard let slot = plane.peers.insert(Contact(node: other)) else { continue }
      plane.peers[slot]?.distance = distance
      let (level, digit) = plane.table.place(of: other)
      let index = level * 4 + digit
      guard plane.wants(other, distance: distance) else { continue }
      _ = plane.hold(slot)
      oracle[index, default: []].append((distance.nanoseconds, slot))
      oracle[index]?.sort { $0.distance < $1.distance }
      oracle[index] = Array(oracle[index]!.prefix(3))
      let entry = plane.table[level, digit]
      #expect((0..<entry.count).map { entry[$0] } == oracle[index]!.map(\.slot))
    }
    #expect(oracle.count >= 12)
  }

  @Test("forgets whom it is told to forget, and the rows that are empty then")
  func removal() {
    var random = SeededRandom(seed: 4)
    let own = node(&random)
    var table = RoutingTable(own: own, base: .four, backupsMax: 2)
    let near = NodeID(own.value ^ 1)
    let evicted = table.insert(0, node: near, at: 0)
    #expect(evicted == nil)
    #expect(table.levels == 64)
    #expect(table.rank(of: 0, node: near) == 0)
    let removals = [table.remove(0, node: near), table.remove(0, node: near)]
    #expect(removals == [true, false])
    #expect(table.levels == 0)
  }

  @Test("leads every key to the one root that surrogate routing over all nodes gives")
  func surrogates() {
    var random = SeededRandom(seed: 5)
    let nodes = (0..<60).map { _ in node(&random) }
    for _ in 0..<100 {
      let key = node(&random)
      var place = 0
      for _ in 0..<64 {
        var table = RoutingTable(own: nodes[place], base: .four, backupsMax: 0)
        for (slot, other) in nodes.enumerated() where slot != place {
          let (level, digit) = table.place(of: other)
          if table.count(level, digit) == 0 { _ = table.insert(slot, node: other, at: 0) }
        }
        guard let (level, digit) = table.step(toward: key) else { break }
        place = table[level, digit][0]
      }
      #expect(nodes[place] == root(of: key, among: nodes))
    }
  }

  private func root(of key: NodeID, among nodes: [NodeID]) -> NodeID? {
    var candidates = nodes
    for level in 0..<64 where candidates.count > 1 {
      for offset in 0..<4 {
        let digit = (DigitBase.four.digit(of: key, at: level) + offset) % 4
        let matching = candidates.filter { DigitBase.four.digit(of: $0, at: level) == digit }
        if matching.isEmpty { continue }
        candidates = matching
        break
      }
    }
    return candidates.first
  }
}
