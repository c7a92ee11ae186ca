import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("the pacing of the loop's turns")
struct TurnPacingTests {
  /// The pause after a turn that began so long after the one before it.
  private func pause(after silence: Interval, packets: UInt64) -> Interval {
    var pacing = TurnPacing()
    let start = Instant(nanoseconds: 5_000_000_000)
    pacing.end(now: start)
    pacing.begin(now: start + silence)
    return pacing.pause(after: packets)
  }

  @Test("a packet after a silence is followed by no pause")
  func silence() {
    #expect(pause(after: .milliseconds(1), packets: 1) == .zero)
    #expect(TurnPacing().pause(after: 1) == .zero)
  }

  @Test("packets that come one after the other are let gather, batches and mere timers are not")
  func stream() {
    #expect(pause(after: .microseconds(5), packets: 1) == .microseconds(50))
    #expect(pause(after: .microseconds(5), packets: 63) == .microseconds(50))
    #expect(pause(after: .microseconds(5), packets: 64) == .zero)
    #expect(pause(after: .microseconds(5), packets: 0) == .zero)
  }
}
