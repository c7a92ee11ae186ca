import Testing

@testable import OverlayCore

@Suite("The rates of neighbours")
struct NeighbourLimiterTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  @Test("a flood passes at the rate and a burst")
  func flood() {
    var limiter = NeighbourLimiter()
    var passed = 0
    for step: UInt64 in 0..<10_000 {
      let now = start + .milliseconds(step)
      if passes(0, from: NodeID(2), perSecond: 10, now: now, &limiter) { passed += 1 }
    }
    // Ten seconds at ten a second, and two seconds' worth at once.
    #expect(119...121 ~= passed)
  }

  @Test("whoever keeps to the rate is never refused, and one neighbour's flood is not another's")
  func fairness() {
    var limiter = NeighbourLimiter()
    for step: UInt64 in 0..<2_000 {
      let now = start + .milliseconds(step * 8)
      #expect(passes(1, from: NodeID(1), now: now, &limiter))
      for _ in 0..<10 { _ = passes(1, from: NodeID(2), now: now, &limiter) }
      #expect(passes(0, from: NodeID(2), now: now, &limiter))
    }
  }

  @Test("it agrees with a bucket of tokens that is filled bit by bit", arguments: 1...10)
  func bucket(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var gate = RateGate()
    let spacing = Interval.milliseconds(100)
    // In tenths of a millisecond, so that nothing is rounded.
    var tokens = 10_000
    var now = start
    for _ in 0..<2_000 {
      let pause = random.next() % 2_000
      now = now + .microseconds(pause * 100)
      tokens = min(10_000, tokens + Int(pause))
      let mayPass = tokens >= 1_000
      if mayPass { tokens -= 1_000 }
      let hasPassed = gate.admits(spacing: spacing, burst: .seconds(1), now: now)
      #expect(hasPassed == mayPass)
    }
  }

  @Test("neighbours beyond the limit are refused until others have been quiet")
  func bounded() {
    var limiter = NeighbourLimiter()
    for number in 0..<Limits.limitedNeighboursMax {
      #expect(passes(2, from: NodeID(UInt128(number)), now: start, &limiter))
    }
    let late = NodeID(.max)
    #expect(!passes(2, from: late, now: start, &limiter))
    let later = start + .seconds(1)
    #expect(passes(2, from: late, now: later, &limiter))
    #expect(limiter.count == 1)
  }

  private func passes(
    _ lane: Int, from node: NodeID, perSecond: UInt64 = 128, now: Instant,
    _ limiter: inout NeighbourLimiter
  ) -> Bool {
    limiter.admits(
      lane: lane, from: node, perSecond: perSecond, burst: .seconds(2), now: now)
  }
}
