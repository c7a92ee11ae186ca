import Testing

@testable import OverlayCore

@Suite("The duplicate filter")
struct DuplicateFilterTests {
  private let now = Instant(nanoseconds: 5_000_000_000)

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
      let admitted = filter.admit(source: NodeID(1), label: 7, sequence: sequence, now: now)
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
        _ = filter.admit(source: NodeID(1), label: 1, sequence: start &+ sequence, now: now)
      }
      let leap = start &+ UInt32(truncatingIfNeeded: random.next() % (1 << 31))
      _ = filter.admit(source: NodeID(1), label: 1, sequence: leap, now: now)
      // What lies in the window of the new highest and was not seen is new.
      let inside = leap &- 1_900
      let wasSeen = inside &- start < 200
      #expect(filter.admit(source: NodeID(1), label: 1, sequence: inside, now: now) == !wasSeen)
    }
  }

  @Test("spans the copies of a fast flow over paths whose delays differ by 100 ms")
  func spansPathDifference() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    // 19,000 packets a second: the slower path's copy comes 1,900 sequences later, and the faster
    // path has lost every tenth.
    for sequence in 0..<50_000 as Range<UInt32> {
      if sequence % 10 != 0 {
        #expect(filter.admit(source: NodeID(1), label: 1, sequence: sequence, now: now) == true)
      }
      guard sequence >= 1_900 else { continue }
      let late = sequence - 1_900
      #expect(
        filter.admit(source: NodeID(1), label: 1, sequence: late, now: now) == (late % 10 == 0))
    }
  }

  @Test("keeps flows and sources apart")
  func flowsApart() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5, now: now) == true)
    #expect(filter.admit(source: NodeID(1), label: 2, sequence: 5, now: now) == true)
    #expect(filter.admit(source: NodeID(2), label: 1, sequence: 5, now: now) == true)
    #expect(filter.admit(source: NodeID(1), label: 1, sequence: 5, now: now) == false)
  }

  @Test("stays of one size under more flows than it remembers")
  func bounded() {
    var filter = DuplicateFilter(capacity: 64, seed: 1)
    for flow in 0..<100_000 as Range<UInt32> {
      #expect(filter.admit(source: NodeID(1), label: flow, sequence: 0, now: now) == true)
    }
    #expect(filter.admit(source: NodeID(1), label: 99_999, sequence: 0, now: now) == false)
  }

  @Test(
    "members that count up flow labels make nobody else's copies come through", arguments: 1...3)
  func greed(floods: Int) {
    var filter = DuplicateFilter(capacity: 128, seed: 1)
    // A flow of each of twenty members, in sixteen buckets of eight.
    let honest = (0..<20 as Range<UInt32>).map { (NodeID(UInt128(100 + $0)), $0) }
    for (source, flow) in honest {
      #expect(filter.admit(source: source, label: flow, sequence: 9, now: now) == true)
    }
    for flow in 0..<100_000 as Range<UInt32> {
      let source = NodeID(UInt128(Int(flow) % floods))
      _ = filter.admit(source: source, label: flow, sequence: 0, now: now)
    }
    for (source, flow) in honest {
      #expect(filter.admit(source: source, label: flow, sequence: 9, now: now) == false)
    }
  }

  @Test("nobody can choose labels that fall on another's window")
  func aiming() {
    // Where labels lay before the hash had a key.
    func place(_ source: UInt64, _ label: UInt32) -> UInt64 {
      let hash = source ^ UInt64(label) &* 0x9e37_79b9_7f4a_7c15
      return (hash ^ hash >> 29) & 127
    }
    let aimed = (0..<20_000 as Range<UInt32>).filter { place(2, $0) == place(1, 7) }
    #expect(aimed.count > 100)
    var filter = DuplicateFilter(seed: 1)
    #expect(filter.admit(source: NodeID(1), label: 7, sequence: 5, now: now) == true)
    for label in aimed {
      _ = filter.admit(source: NodeID(2), label: label, sequence: 0, now: now)
    }
    #expect(filter.admit(source: NodeID(1), label: 7, sequence: 5, now: now) == false)
    // They do not even push each other out.
    let kept = aimed.count { label in
      !filter.admit(source: NodeID(2), label: label, sequence: 0, now: now)
    }
    #expect(kept >= aimed.count * 9 / 10, "\(kept) of \(aimed.count)")
  }
}
