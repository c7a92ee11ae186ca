import Testing

@testable import OverlayCore

@Suite("The remembered dead")
struct RememberedDeadTests {
  private func contact(_ number: UInt64) -> Contact { Contact(node: NodeID(UInt128(number))) }

  @Test("are called again after pauses that double, and forgotten after the longest")
  func pauses() {
    var dead = RememberedDead()
    dead.insert(contact(1), pause: .seconds(10), now: .zero)
    var calls: [Double] = []
    while dead.count > 0 {
      let now = dead.nextCall
      let due = dead.nextDue(at: now, pauseMax: .seconds(40))
      #expect(due?.node == NodeID(1))
      calls.append((now - .zero).inSeconds)
    }
    #expect(calls == [10, 30, 70, 150])
  }

  @Test("are not too many, and those that have been dead for longest give way")
  func bound() {
    var dead = RememberedDead()
    dead.insert(contact(1_000), pause: .seconds(80), now: .zero)
    for number in 0..<UInt64(2 * Limits.deadRememberedMax) {
      dead.insert(contact(number), pause: .seconds(10), now: .zero)
    }
    #expect(dead.count == Limits.deadRememberedMax)
    #expect(!dead.contains(NodeID(1_000)))
  }

  @Test("are forgotten once they live")
  func revival() {
    var dead = RememberedDead()
    dead.insert(contact(1), pause: .seconds(10), now: .zero)
    dead.remove(NodeID(1))
    #expect(!dead.contains(NodeID(1)))
    #expect(dead.nextCall == .never)
  }
}
