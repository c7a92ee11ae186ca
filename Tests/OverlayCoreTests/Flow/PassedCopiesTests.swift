import Testing

@testable import OverlayCore

@Suite("Copies that a relay has passed on")
struct PassedCopiesTests {
  @Test("agree with a set of all hashes while there is room", arguments: 1...10)
  func agreesWithSet(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var passed = PassedCopies(capacity: 1 << 14)
    var seen: Set<UInt64> = []
    var known: [UInt64] = []
    // A twentieth of the room, so that no bucket overflows.
    for _ in 0..<1_600 {
      let repeats = !known.isEmpty && random.chance(0.5)
      let hash =
        repeats ? known[Int(random.next() % UInt64(known.count))] : random.next()
      let isNew = seen.insert(hash).inserted
      if isNew { known.append(hash) }
      guard passed.admit(hash) == isNew else {
        Issue.record("\(hash) is new: \(isNew)")
        return
      }
    }
  }

  @Test("the newest are remembered under a flood, and the memory stays of one size")
  func flood() {
    var random = SeededRandom(seed: 3)
    var passed = PassedCopies(capacity: 64)
    for _ in 0..<100_000 {
      let hash = random.next() | 1
      #expect(passed.admit(hash) == true)
      #expect(passed.admit(hash) == false)
    }
  }
}
