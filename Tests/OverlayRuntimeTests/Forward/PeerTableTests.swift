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
    var table = PeerTable<Int>(capacity: 2)
    let first = table.insert(1, peer(1, at: 0))
    let second = table.insert(2, peer(2, at: 1))
    #expect(first != second)
    #expect(table.find(1, now: .zero) == first)
    #expect(table[second]?.port == 2)
    #expect(table.find(3, now: .zero) == nil)
  }

  @Test("the peer that was silent longest makes room")
  func eviction() {
    var table = PeerTable<Int>(capacity: 2)
    let first = table.insert(1, peer(1, at: 0))
    let second = table.insert(2, peer(2, at: 1))
    #expect(table.find(1, now: .zero + .milliseconds(5)) == first)
    #expect(table.insert(3, peer(3, at: 6)) == second)
    #expect(table.find(2, now: .zero) == nil)
    #expect(table.find(1, now: .zero) == first)
    #expect(table[second]?.port == 3)
  }

  @Test("slots outside the table are empty")
  func outside() {
    let table = PeerTable<Int>(capacity: 1)
    #expect(table[-1] == nil)
    #expect(table[1] == nil)
  }
}
