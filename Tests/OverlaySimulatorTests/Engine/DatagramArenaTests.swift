import OverlaySimulator
import Testing

@Suite struct DatagramArenaTests {
  @Test("slots keep their bytes apart, are used again, and run out at the limit")
  func slots() throws {
    var arena = DatagramArena(slotsMax: 2)
    let allocated = [3, 4, 1].map { arena.allocate(.init(sender: 0, receiver: 1), length: $0) }
    let first = try #require(allocated[0])
    let second = try #require(allocated[1])
    #expect(allocated[2] == nil)
    arena.withSlot(first) { bytes in for index in 0..<3 { bytes[index] = 7 } }
    arena.withSlot(second) { bytes in for index in 0..<4 { bytes[index] = 9 } }
    arena.withSlot(first) { bytes in #expect(bytes[2] == 7) }
    #expect(arena.count == 2)
    #expect(arena.length(of: second) == 4)
    #expect(arena.header(of: second).receiver == 1)
    arena.copy(1..<3, of: first, to: second)
    #expect(arena.length(of: second) == 2)
    arena.withSlot(second) { bytes in #expect(bytes[1] == 7 && bytes[2] == 9) }
    arena.release(first)
    let again = arena.allocate(.init(sender: 0, receiver: 1), length: 1)
    #expect(again == first)
  }

  @Test("a tag remembers where a copy has been and refuses a way without end")
  func tag() {
    var tag = PacketTag(packet: 5, origin: 3)
    #expect(tag.isTestPacket && !PacketTag.none.isTestPacket)
    #expect(tag.hasVisited(3) && !tag.hasVisited(4))
    var hasRoom = tag.visit(4)
    #expect(hasRoom && tag.path == [3, 4])
    for host in 10..<(10 + PacketTag.visitsMax - 2) {
      hasRoom = tag.visit(host)
      #expect(hasRoom)
    }
    hasRoom = tag.visit(99)
    #expect(!hasRoom)
  }

  @Test("a trace's fingerprint depends on what was done and on its order")
  func traceHash() {
    func hash(_ words: [UInt64]) -> TraceHash {
      var hash = TraceHash()
      words.forEach { hash.combine($0) }
      return hash
    }
    #expect(hash([1, 2]) == hash([1, 2]))
    #expect(hash([1, 2]) != hash([2, 1]))
    #expect(hash([]).description == "cbf29ce484222325")
  }
}
