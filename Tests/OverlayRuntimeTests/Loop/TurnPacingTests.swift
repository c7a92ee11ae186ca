import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("the pacing of the loop's turns")
struct TurnPacingTests {
  /// The last pause of turns with so many packets each, so long apart, in a tenth of a second.
  private func pause(
    packets: UInt64, of bytes: UInt64 = 64, every gap: Interval, isBacklogged: Bool = false
  ) -> Interval {
    var pacing = TurnPacing()
    var now = Instant(nanoseconds: 5_000_000_000)
    var pause = Interval.zero
    for _ in 0..<max(1, 100_000_000 / gap.nanoseconds) {
      now = now + gap
      let turn = TurnLoad(
        packets: packets, bytes: packets * bytes, isBacklogged: isBacklogged)
      pause = pacing.pause(after: turn, now: now)
    }
    return pause
  }

  @Test("a call, or a program that asks and waits, is not held up where nothing else is sent")
  func fewPackets() {
    #expect(pause(packets: 1, every: .milliseconds(20)) == .zero)
    #expect(pause(packets: 1, every: .microseconds(40)) == .zero)
  }

  @Test("the first packet after a silence is followed by no pause, whatever was before it")
  func silence() {
    var pacing = TurnPacing()
    var now = Instant(nanoseconds: 5_000_000_000)
    for _ in 0..<1_000 {
      now = now + .microseconds(10)
      _ = pacing.pause(after: TurnLoad(packets: 2, bytes: 128), now: now)
    }
    #expect(pacing.pause(after: TurnLoad(packets: 2, bytes: 128), now: now) > .zero)
    now = now + .milliseconds(20)
    #expect(pacing.pause(after: TurnLoad(packets: 1, bytes: 64), now: now) == .zero)
  }

  @Test("the more small packets come, the longer they gather, until a batch comes by itself")
  func manyPackets() {
    #expect(pause(packets: 4, every: .microseconds(50)) == .microseconds(250))
    #expect(pause(packets: 6, every: .microseconds(50)) == .microseconds(458))
    #expect(pause(packets: 10, every: .microseconds(50)) == .microseconds(500))
    #expect(pause(packets: 40, every: .microseconds(50)) == .microseconds(160))
  }

  @Test("large packets gather until there are 32 KiB of them")
  func largePackets() {
    #expect(pause(packets: 10, of: 1_024, every: .microseconds(50)) == .microseconds(160))
    #expect(pause(packets: 20, of: 1_024, every: .microseconds(20)) == .microseconds(32))
  }

  @Test("what comes in large pieces, waits already or did not come at all is not waited for")
  func noGain() {
    #expect(pause(packets: 45, of: 1_400, every: .microseconds(100)) == .zero)
    #expect(pause(packets: 40, every: .microseconds(50), isBacklogged: true) == .zero)
    #expect(pause(packets: 0, every: .microseconds(5)) == .zero)
  }
}
