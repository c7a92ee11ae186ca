import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("the table of forwarded peers")
struct PeerTableTests {
  private func peer(_ port: UInt16, at milliseconds: UInt64) -> ForwardPeer {
    ForwardPeer(
      forward: 0, local: UnderlayAddress(ipv4: 1, port: port), node: NodeID(0), remotePort: 1,
      port: port, trafficClass: .balanced, lastUsed: .zero + .milliseconds(milliseconds))
  }

  @Test("a peer keeps its slot")
  func stable() {
    var table = PeerTable<Int, Int>(capacity: 2)
    let first = table.insert(1, peer(1, at: 0), of: 1)
    let second = table.insert(2, peer(2, at: 1), of: 2)
    #expect(first != second)
    #expect(table.find(1, now: .zero) == first)
    #expect(table[second]?.port == 2)
    #expect(table.find(3, now: .zero) == nil)
  }

  @Test("the peer that was silent longest makes room")
  func eviction() {
    var table = PeerTable<Int, Int>(capacity: 2)
    let first = table.insert(1, peer(1, at: 0), of: 1)
    let second = table.insert(2, peer(2, at: 1), of: 2)
    #expect(table.find(1, now: .zero + .milliseconds(5)) == first)
    #expect(table.insert(3, peer(3, at: 6), of: 3) == second)
    #expect(table.find(2, now: .zero) == nil)
    #expect(table.find(1, now: .zero) == first)
    #expect(table[second]?.port == 3)
  }

  @Test("who takes all places keeps nobody out, and displaces its own from then on")
  func fairness() {
    var table = PeerTable<Int, String>(capacity: 256)
    for number in 0..<250 {
      _ = table.insert(number, peer(1, at: UInt64(number)), of: "greedy")
    }
    // Long before the greedy one's: by age alone they would go first.
    for number in 1_000..<1_006 {
      _ = table.insert(number, peer(2, at: 0), of: "modest")
    }
    for number in 2_000..<12_000 {
      _ = table.insert(number, peer(1, at: UInt64(number)), of: "greedy")
    }
    for number in 1_000..<1_006 {
      #expect(table.find(number, now: .zero + .milliseconds(20_000)) != nil)
    }
    #expect(table.displaced == 10_000)
    // A newcomer gets its place from whoever has the most.
    let slot = table.insert(99_999, peer(3, at: 21_000), of: "newcomer")
    #expect(table.find(99_999, now: .zero + .seconds(22)) == slot)
    #expect(table.find(1_000, now: .zero + .seconds(22)) != nil)
  }

  @Test("a place that was silent for minutes is anybody's")
  func idle() {
    var table = PeerTable<Int, String>(capacity: 2)
    let old = table.insert(1, peer(1, at: 0), of: "old")
    _ = table.insert(2, peer(2, at: 250_000), of: "busy")
    #expect(table.insert(3, peer(3, at: 250_000), of: "busy") == old)
    #expect(table.displaced == 0)
  }

  @Test("slots outside the table are empty")
  func outside() {
    let table = PeerTable<Int, Int>(capacity: 1)
    #expect(table[-1] == nil)
    #expect(table[1] == nil)
  }
}
