import Testing

@testable import OverlayCore
@testable import OverlaySimulator

@Suite("the view of the whole")
struct MembershipTests {
  private func nodes(_ count: Int, seed: UInt64) -> [NodeID] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in NodeID(UInt128(random.next()) << 64 | UInt128(random.next())) }
  }

  private func membership(_ nodes: [NodeID], base: DigitBase) -> Membership {
    Membership(
      nodes.enumerated().map { Membership.Member(node: $1, host: $0) }, base: base)
  }

  /// Surrogate routing digit by digit over plain lists.
  private func root(of key: NodeID, _ nodes: [NodeID], base: DigitBase) -> NodeID? {
    var left = nodes
    for level in 0..<base.digits {
      guard left.count > 1 else { break }
      var digit = base.digit(of: key, at: level)
      while !left.contains(where: { base.digit(of: $0, at: level) == digit }) {
        digit = (digit + 1) % base.count
      }
      left = left.filter { base.digit(of: $0, at: level) == digit }
    }
    return left.first
  }

  @Test("a key has the root that a search through lists finds", arguments: DigitBase.allCases)
  func roots(base: DigitBase) {
    let nodes = nodes(200, seed: 5)
    let membership = membership(nodes, base: base)
    for key in self.nodes(500, seed: 6) + nodes {
      #expect(membership.root(of: key)?.node == root(of: key, nodes, base: base), "\(key)")
    }
  }

  @Test("the nodes of an entry are those that a filter finds", arguments: DigitBase.allCases)
  func ranges(base: DigitBase) {
    let nodes = nodes(100, seed: 7)
    let membership = membership(nodes, base: base)
    for node in nodes.prefix(10) {
      for level in 0..<5 {
        for digit in 0..<base.count {
          let found = Set(
            membership.range(sharing: level, of: node, digit: digit)
              .map { membership.members[$0].node })
          let expected = Set(
            nodes.filter {
              base.sharedDigits($0, node) >= level && base.digit(of: $0, at: level) == digit
            })
          #expect(found == expected)
        }
      }
    }
  }

  @Test("holes, the dead and the misplaced are found")
  func findings() {
    let nodes = [0x0, 0x4, 0x8, 0xc].map { NodeID(UInt128($0) << 124) }
    let stranger = NodeID(UInt128(0x9) << 124)
    func check(_ entries: [TableEntry]) -> TableFindings {
      var checker = TableChecker(
        membership: membership(nodes, base: .four), width: 3, distance: { _, _ in 1 })
      checker.check(nodes[0], host: 0, entries: entries, measuresLocality: true)
      return checker.findings
    }
    func entry(_ digit: Int, _ held: NodeID...) -> TableEntry {
      TableEntry(level: 0, digit: digit, nodes: held)
    }
    let whole = [entry(1, nodes[1]), entry(2, nodes[2]), entry(3, nodes[3])]
    #expect(check(whole).isClean)
    #expect(check(whole).fillable == 3)
    #expect(check(Array(whole.dropLast())).holes == 1)
    #expect(check([whole[0], whole[1], entry(3, nodes[1])]).misplaced == 1)
    #expect(check([whole[0], entry(2, nodes[2], stranger), whole[2]]).dead == 1)
    #expect(check([whole[0], entry(2, nodes[2], nodes[2]), whole[2]]).misplaced == 1)
  }
}
