import Testing

@testable import OverlayCore

@Suite("The duplicate filter")
struct DuplicateFilterTests {
  @Test("agrees with a set of all that was seen, inside its window", arguments: 1...20)
  func agreesWithSet(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var filter = DuplicateFilter(capacity: 64)
    var seen: Set<UInt32> = []
    // Begins near the end of the range, so that the sequence wraps.
    var base = UInt32.max - 1_000
    var highest = base
    for _ in 0..<5_000 {
      base &+= UInt32(random.next() % 3)
      let sequence = base &- UInt32(random.next() % 300)
      let behind = Int32(bitPattern: highest &- sequence)
      let isNew = !seen.contains(sequence) && behind < Int32(DuplicateFilter.window)
      let admitted = filter.admit(source: NodeID(1), label: 7, sequence: sequence)
      #expect(admitted == (seen.isEmpty ? true : isNew))
      seen.insert(sequence)
      if behind < 0 || seen.count == 1 { highest = sequence }
    }
  }

  @Test("keeps flows and sources apart")
  func flowsApart() {
    var filter = DuplicateFilter(capacity: 64)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(1), label: 2, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(2), label: 1, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5) == false)
  }

  @Test("stays of one size under more flows than it remembers")
  func bounded() {
    var filter = DuplicateFilter(capacity: 64)
    for flow in 0..<100_000 as Range<UInt32> {
      #expect(filter.admit(source: NodeID(1), label: flow, sequence: 0) == true)
    }
    #expect(filter.admit(source: NodeID(1), label: 99_999, sequence: 0) == false)
  }
}
