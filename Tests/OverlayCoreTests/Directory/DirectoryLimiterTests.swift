import Testing

@testable import OverlayCore

@Suite("The directory's rates")
struct DirectoryLimiterTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  @Test(
    "a flood passes at the rate and a burst, whatever its kind",
    arguments: [
      FrameKind.directoryPublish, .directoryRemove, .directoryLookup, .directoryAnswer,
      .directoryAcknowledgement,
    ])
  func flood(kind: FrameKind) {
    var profile = DirectoryProfile()
    profile.publishesPerSecond = 10
    profile.lookupsPerSecond = 10
    profile.repliesPerSecond = 10
    var limiter = DirectoryLimiter()
    var passed = 0
    for step: UInt64 in 0..<10_000 {
      let now = start + .milliseconds(step)
      if limiter.admits(kind, from: NodeID(2), within: profile, now: now) { passed += 1 }
    }
    // Ten seconds at ten a second, and two seconds' worth at once.
    #expect(119...121 ~= passed)
  }

  @Test("whoever keeps to the rate is never refused, and one neighbour's flood is not another's")
  func fairness() {
    var limiter = DirectoryLimiter()
    for step: UInt64 in 0..<2_000 {
      let now = start + .milliseconds(step * 8)
      #expect(passes(.directoryLookup, from: NodeID(1), now: now, &limiter))
      for _ in 0..<10 {
        _ = passes(.directoryLookup, from: NodeID(2), now: now, &limiter)
      }
      #expect(passes(.directoryPublish, from: NodeID(2), now: now, &limiter))
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
    var limiter = DirectoryLimiter()
    for number in 0..<Limits.directoryNeighboursMax {
      let node = NodeID(UInt128(number))
      #expect(passes(.directoryLookup, from: node, now: start, &limiter))
    }
    let late = NodeID(.max)
    #expect(!passes(.directoryLookup, from: late, now: start, &limiter))
    let later = start + .seconds(1)
    #expect(passes(.directoryLookup, from: late, now: later, &limiter))
    #expect(limiter.count == 1)
  }

  private func passes(
    _ kind: FrameKind, from node: NodeID, now: Instant, _ limiter: inout DirectoryLimiter
  ) -> Bool {
    limiter.admits(kind, from: node, within: .standard, now: now)
  }
}
