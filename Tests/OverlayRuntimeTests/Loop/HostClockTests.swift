import Testing

@testable import OverlayRuntime

@Suite("this host's clock")
struct HostClockTests {
  private let second: UInt64 = 1_000_000_000
  private let start = HostClockReading(
    monotonic: 5_000_000_000, boot: 7_000_000_000, wall: 1_800_000_000_000_000_000)

  private func reading(
    after seconds: UInt64, slept: UInt64 = 0, set: Int64 = 0
  ) -> HostClockReading {
    HostClockReading(
      monotonic: start.monotonic + seconds * second,
      boot: start.boot + (seconds + slept) * second,
      wall: start.wall &+ (seconds + slept) * second &+ UInt64(bitPattern: set * 1_000_000_000))
  }

  @Test("time that just passes is no news")
  func passing() {
    var clock = HostClock(start)
    for seconds in [1, 10, 3_600, 1_000_000] as [UInt64] {
      #expect(clock.look(reading(after: seconds)) == nil)
    }
  }

  @Test("a clock that was set is news once, with the step, forwards and back")
  func stepped() throws {
    var clock = HostClock(start)
    let advanced = clock.look(reading(after: 10, set: 3_600))
    let forward = try #require(advanced)
    #expect(forward.stepSeconds == 3_600)
    #expect(forward.sleptSeconds == 0)
    #expect(forward.unixNanoseconds == reading(after: 10, set: 3_600).wall)
    #expect(clock.look(reading(after: 11, set: 3_600)) == nil)
    let setBack = clock.look(reading(after: 20))
    let back = try #require(setBack)
    #expect(back.stepSeconds == -3_600)
  }

  @Test("a week of sleep is news, and told from a clock that was set")
  func slept() throws {
    var clock = HostClock(start)
    let week: UInt64 = 7 * 86_400
    let afterSleep = clock.look(reading(after: 10, slept: week))
    let change = try #require(afterSleep)
    #expect(change.sleptSeconds == Double(week))
    #expect(change.stepSeconds == Double(week))
  }

  @Test("corrections of the kernel's own are no news, clocks beyond all sense no trap")
  func extremes() {
    var clock = HostClock(start)
    var slewed = reading(after: 10)
    slewed.wall += 200_000_000
    #expect(clock.look(slewed) == nil)
    for value in [UInt64.min, 1 << 63, .max] {
      _ = clock.look(HostClockReading(monotonic: value, boot: value, wall: 0))
      _ = clock.look(HostClockReading(monotonic: 0, boot: 0, wall: value))
    }
  }
}
