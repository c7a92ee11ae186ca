import Testing

@testable import OverlayCore

@Suite("The directory's rates")
struct DirectoryRateTests {
  @Test(
    "a flood passes at the rate and a burst, whatever its kind, and the rest is counted",
    arguments: [
      FrameKind.directoryPublish, .directoryRemove, .directoryLookup, .directoryAnswer,
      .directoryAcknowledgement,
    ])
  func flood(kind: FrameKind) {
    var profile = DirectoryProfile()
    profile.publishesPerSecond = 10
    profile.lookupsPerSecond = 20
    profile.repliesPerSecond = 30
    var directory = Directory(node: NodeID(1), profile: profile, seed: 1)
    var passed: UInt64 = 0
    for step: UInt64 in 0..<10_000 {
      let now = Instant(nanoseconds: 1_000_000_000) + .milliseconds(step)
      if directory.admits(kind, from: NodeID(2), now: now) { passed += 1 }
    }
    let counters = directory.counters
    let (perSecond, refused): (UInt64, UInt64) =
      switch kind {
      case .directoryPublish, .directoryRemove: (10, counters.limitedPublishes)
      case .directoryLookup: (20, counters.limitedLookups)
      default: (30, counters.limitedReplies)
      }
    #expect((12 * perSecond - 2)...(12 * perSecond + 2) ~= passed)
    #expect(passed + refused == 10_000)
  }
}
