import OverlayCore
import OverlaySecurity
import Testing

@Suite("The network's time")
struct NetworkTimeTests {
  private let noon: UInt64 = 1_800_000_000
  private let day: UInt64 = 86_400
  private let start = Instant(nanoseconds: 5_000_000_000)

  private func time(clock: UInt64, signed: UInt64 = 0) -> NetworkTime {
    var time = NetworkTime(unixNanoseconds: clock * 1_000_000_000, at: start)
    time.trust(signed, at: start)
    return time
  }

  private func witness(
    _ seconds: UInt64, _ time: inout NetworkTime, at now: Instant? = nil
  ) -> Bool {
    time.witness(seconds, at: now ?? start)
  }

  @Test("a clock that nothing contradicts is believed, and goes on")
  func clock() {
    let time = time(clock: noon, signed: noon - 30 * day)
    #expect(time.unixSeconds(start) == noon)
    #expect(time.unixSeconds(start + .seconds(90)) == noon + 90)
    #expect(time.disagreement(start) == nil)
  }

  @Test("the later of clock and signed time counts, and goes on from there")
  func later() {
    let time = time(clock: 0, signed: noon)
    #expect(time.unixSeconds(start) == noon)
    #expect(time.unixSeconds(start + .seconds(90)) == noon + 90)
    #expect(time.disagreement(start) == noon)
  }

  @Test("a clock that is a day off is said to be right, one second more is not")
  func tolerance() {
    #expect(time(clock: noon - day, signed: noon).disagreement(start) == nil)
    #expect(time(clock: noon - day - 1, signed: noon).disagreement(start) == day + 1)
  }

  @Test("a clock that is set right counts at once, forwards and back")
  func set() {
    var time = time(clock: 1_000, signed: noon)
    time.setClock(unixNanoseconds: (noon + 500) * 1_000_000_000, at: start + .seconds(10))
    #expect(time.unixSeconds(start + .seconds(10)) == noon + 500)
    #expect(time.disagreement(start + .seconds(10)) == nil)
    time.setClock(unixNanoseconds: 0, at: start + .seconds(20))
    #expect(time.unixSeconds(start + .seconds(20)) == noon + 20)
  }

  @Test("a week of sleep is a week, though the monotonic clock stood still")
  func sleep() {
    var time = time(clock: noon)
    time.setClock(unixNanoseconds: (noon + 7 * day) * 1_000_000_000, at: start)
    #expect(time.unixSeconds(start) == noon + 7 * day)
  }

  @Test("what is signed moves time forward, never back, and is worth storing when it is news")
  func witness() {
    var time = time(clock: noon)
    #expect(witness(noon - 100, &time))
    #expect(!witness(noon - 200, &time))
    #expect(!witness(noon - 100, &time))
    #expect(time.newestSigned == noon - 100)
    #expect(witness(noon + day, &time))
    #expect(time.unixSeconds(start) == noon + day)
  }

  @Test("one credential from the far future does not make all others expire")
  func wrongAuthority() {
    var time = time(clock: noon, signed: noon - 30 * day)
    #expect(!witness(noon + 365 * day, &time))
    #expect(time.unixSeconds(start) == noon)
  }

  @Test("once the clock is known to be wrong, everything that is signed counts")
  func wrongClock() {
    var time = time(clock: 0)
    #expect(!witness(noon, &time))
    // A node's own credential is taken at its word, whatever the clock says.
    time = self.time(clock: 0, signed: noon - 300 * day)
    #expect(witness(noon, &time))
    #expect(time.unixSeconds(start) == noon)
  }

  @Test("clocks and stored times beyond all sense neither trap nor count")
  func extremes() {
    let clocks: [UInt64] = [.max, .max - 1, 1 << 63]
    for clock in clocks {
      var time = NetworkTime(unixNanoseconds: clock, at: start)
      time.trust(.max, at: start)
      #expect(time.unixNanoseconds(.never) >= time.unixNanoseconds(start))
      #expect(!witness(.max, &time))
      time.setClock(unixNanoseconds: .max, at: .never)
      _ = time.disagreement(.zero)
      _ = time.disagreement(.never)
    }
  }
}
