import Testing

@testable import OverlayCore

@Suite("Copies that a relay has passed on")
struct PassedCopiesTests {
  private let now = Instant(nanoseconds: 5_000_000_000)

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
      guard passed.admit(hash, from: 1, now: now) == isNew else {
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
      #expect(passed.admit(hash, from: 1, now: now) == true)
      #expect(passed.admit(hash, from: 1, now: now) == false)
    }
  }

  @Test("neighbours that send copies without end have nobody else's passed on twice")
  func greed() {
    var random = SeededRandom(seed: 4)
    var passed = PassedCopies(capacity: 128)
    let honest = (0..<20).map { _ in random.next() }
    for (number, hash) in honest.enumerated() {
      #expect(passed.admit(hash, from: 10 + number, now: now) == true)
    }
    for step in 0..<50_000 { _ = passed.admit(random.next(), from: 1 + step % 2, now: now) }
    for (number, hash) in honest.enumerated() {
      #expect(passed.admit(hash, from: 10 + number, now: now) == false)
    }
  }
}
