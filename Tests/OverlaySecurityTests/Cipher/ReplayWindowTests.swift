import OverlayCore
import OverlaySecurity
import Testing

@Suite("Replay window")
struct ReplayWindowTests {
  /// What the window should do, with a set that forgets nothing.
  private struct Oracle {
    var seen: Set<UInt64> = []
    var highest: UInt64?

    mutating func accept(_ counter: UInt64) -> Bool {
      guard counter != .max, !seen.contains(counter) else { return false }
      if let highest, counter < highest, highest - counter >= ReplayWindow.counters { return false }
      seen.insert(counter)
      highest = max(highest ?? 0, counter)
      return true
    }
  }

  @Test("the window agrees with a set that forgets nothing", arguments: 0..<40 as Range<UInt64>)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var window = ReplayWindow()
    var oracle = Oracle()
    var base = seed.isMultiple(of: 3) ? random.next() >> 1 : 0
    for _ in 0..<5_000 {
      let counter: UInt64
      switch random.next() % 10 {
      case 0: counter = base &- random.next() % 3_000
      case 1: counter = base &+ random.next() % 5_000
      case 2: counter = base &- ReplayWindow.counters &+ random.next() % 3
      default: counter = base &+ random.next() % 8
      }
      let wouldAccept = window.wouldAccept(counter)
      let accepted = window.accept(counter)
      let expected = oracle.accept(counter)
      #expect(accepted == expected, "counter \(counter) at \(base), seed \(seed)")
      #expect(wouldAccept == expected)
      #expect(window.highest == oracle.highest)
      if accepted { base = max(base, counter) }
    }
  }

  private func expect(
    _ expected: Bool, _ counter: UInt64, _ window: inout ReplayWindow,
    at location: SourceLocation = #_sourceLocation
  ) {
    let accepted = window.accept(counter)
    #expect(accepted == expected, "counter \(counter)", sourceLocation: location)
  }

  @Test("every counter in order is accepted once")
  func inOrder() {
    var window = ReplayWindow()
    for counter in 0..<10_000 as Range<UInt64> {
      expect(true, counter, &window)
      expect(false, counter, &window)
    }
  }

  @Test("a frame as late as the window is wide is refused, one less late is accepted")
  func edges() {
    var window = ReplayWindow()
    #expect(window.highest == nil)
    expect(true, 100_000, &window)
    expect(false, 100_000 - ReplayWindow.counters, &window)
    expect(true, 100_001 - ReplayWindow.counters, &window)
    expect(false, 100_001 - ReplayWindow.counters, &window)
  }

  @Test("the window is at least 1,024 counters wide and the largest counter is never accepted")
  func limits() {
    #expect(ReplayWindow.counters >= 1_024)
    var window = ReplayWindow()
    expect(false, .max, &window)
    expect(true, .max - 1, &window)
    expect(false, .max, &window)
    expect(false, .max - 1, &window)
  }

  @Test("asking changes nothing")
  func askingIsFree() {
    var window = ReplayWindow()
    for _ in 0..<2 {
      let would = window.wouldAccept(7)
      #expect(would)
    }
    #expect(window.highest == nil)
    expect(true, 7, &window)
  }
}
