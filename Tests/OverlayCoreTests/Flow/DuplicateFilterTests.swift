import Testing

@testable import OverlayCore

@Suite("The duplicate filter")
struct DuplicateFilterTests {
  @Test("agrees with a set of all that was seen, inside its window", arguments: 1...20)
  func agreesWithSet(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    var seen: Set<UInt32> = []
    // Begins near the end of the range, so that the sequence wraps.
    var base = UInt32.max - 1_000
    var highest = base
    for step in 0..<20_000 {
      // Now and then a leap of up to more than the window.
      base &+= UInt32(random.next() % (step % 500 == 0 ? 3_000 : 3))
      let sequence = base &- UInt32(random.next() % 2_300)
      let behind = Int32(bitPattern: highest &- sequence)
      let isNew = !seen.contains(sequence) && behind < Int32(DuplicateFilter.window)
      let admitted = filter.admit(source: NodeID(1), label: 7, sequence: sequence)
      guard admitted == (seen.isEmpty ? true : isNew) else {
        Issue.record("step \(step): sequence \(sequence), highest \(highest), \(admitted)")
        return
      }
      seen.insert(sequence)
      if behind < 0 || seen.count == 1 { highest = sequence }
    }
  }

  @Test("forgets what it saw before a leap to anywhere in the range of sequences")
  func leaps() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<2_000 {
      var filter = DuplicateFilter(capacity: 64, seed: 1)
      let start = UInt32(truncatingIfNeeded: random.next())
      for sequence in 0..<200 as Range<UInt32> {
        _ = filter.admit(source: NodeID(1), label: 1, sequence: start &+ sequence)
      }
      let leap = start &+ UInt32(truncatingIfNeeded: random.next() % (1 << 31))
      _ = filter.admit(source: NodeID(1), label: 1, sequence: leap)
      // What lies in the window of the new highest and was not seen is new.
      let inside = leap &- 1_900
      let wasSeen = inside &- start < 200
      #expect(filter.admit(source: NodeID(1), label: 1, sequence: inside) == !wasSeen)
    }
  }

  @Test("spans the copies of a fast flow over paths whose delays differ by 100 ms")
  func spansPathDifference() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    // 19,000 packets a second: the slower path's copy comes 1,900 sequences later, and the faster
    // path has lost every tenth.
    for sequence in 0..<50_000 as Range<UInt32> {
      if sequence % 10 != 0 {
        #expect(filter.admit(source: NodeID(1), label: 1, sequence: sequence) == true)
      }
      guard sequence >= 1_900 else { continue }
      let late = sequence - 1_900
      #expect(filter.admit(source: NodeID(1), label: 1, sequence: late) == (late % 10 == 0))
    }
  }

  @Test("keeps flows and sources apart")
  func flowsApart() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(1), label: 2, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(2), label: 1, sequence: 5) == true)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5) == false)
  }

  @Test("stays of one size under more flows than it remembers")
  func bounded() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    for flow in 0..<100_000 as Range<UInt32> {
      #expect(filter.admit(source: NodeID(1), label: flow, sequence: 0) == true)
    }
    #expect(filter.admit(source: NodeID(1), label: 99_999, sequence: 0) == false)
  }

  @Test("a member that counts up flow labels makes nobody else's copies come through")
  func greed() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    for flow in 0..<16 as Range<UInt32> {
      #expect(filter.admit(source: NodeID(1), label: flow, sequence: 9) == true)
    }
    for flow in 0..<100_000 as Range<UInt32> {
      _ = filter.admit(source: NodeID(2), label: flow, sequence: 0)
    }
    let forgotten = (0..<16 as Range<UInt32>).count { flow in
      filter.admit(source: NodeID(1), label: flow, sequence: 9)
    }
    #expect(forgotten <= 2, "only what more than half of a bucket had held")
  }
}
