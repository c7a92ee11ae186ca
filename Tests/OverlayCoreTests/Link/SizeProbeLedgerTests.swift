import Testing

@testable import OverlayCore

@Suite("A ledger of size probes")
struct SizeProbeLedgerTests {
  @Test(
    "counts those up to a number as a list of all would", arguments: 1...20 as ClosedRange<UInt64>)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var ledger = SizeProbeLedger()
    var all: [UInt64] = []
    var counter = UInt64(UInt32.max) - 500
    for _ in 0..<300 {
      counter += 1 + random.next() % 4
      ledger.append(counter)
      all.append(counter)
      let bound = counter - min(random.next() % 12, counter)
      #expect(ledger.count(through: bound) == UInt64(all.count { $0 <= bound }))
    }
  }
}
