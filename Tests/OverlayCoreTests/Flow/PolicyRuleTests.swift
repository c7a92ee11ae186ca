import Testing

@testable import OverlayCore

@Suite("Rules of a policy")
struct PolicyRuleTests {
  private let a = NodeID(1)
  private let b = NodeID(2)
  private let c = NodeID(3)

  private func passage(
    _ from: NodeID, _ to: NodeID, of source: NodeID, for destination: NodeID,
    _ trafficClass: TrafficClass = .balanced
  ) -> PolicyTable.Passage {
    PolicyTable.Passage(
      source: source, destination: destination, trafficClass: trafficClass, from: from, to: to)
  }

  @Test("what no rule fits is allowed, and the first rule that fits decides")
  func order() {
    let table = PolicyTable([
      PolicyRule(isAllowed: true, scope: .between(a, b), sources: [a]),
      PolicyRule(isAllowed: false, scope: .between(a, b)),
    ])
    #expect(table.refusal(of: passage(a, b, of: a, for: b), now: .zero) == nil)
    #expect(table.refusal(of: passage(a, b, of: c, for: b), now: .zero) == 1)
    #expect(table.refusal(of: passage(b, a, of: c, for: a), now: .zero) == 1, "either direction")
    #expect(table.refusal(of: passage(a, c, of: a, for: c), now: .zero) == nil)
    #expect(PolicyTable.none.refusal(of: passage(a, b, of: a, for: b), now: .zero) == nil)
  }

  @Test("a relay's rule leaves what the relay itself sends and gets alone")
  func relays() {
    let table = PolicyTable([PolicyRule(isAllowed: false, scope: .through(b))])
    #expect(table.refusal(of: passage(a, b, of: a, for: c), now: .zero) == 0)
    #expect(table.refusal(of: passage(b, c, of: a, for: c), now: .zero) == 0)
    #expect(table.refusal(of: passage(a, b, of: a, for: b), now: .zero) == nil)
    #expect(table.refusal(of: passage(b, c, of: b, for: c), now: .zero) == nil)
  }

  @Test("a rule for classes leaves other classes alone")
  func classes() {
    let rule = PolicyRule(
      isAllowed: false, scope: .everywhere, classes: PolicyRule.bit(of: .loss))
    let table = PolicyTable([rule])
    #expect(table.refusal(of: passage(a, b, of: a, for: b, .loss), now: .zero) == 0)
    #expect(table.refusal(of: passage(a, b, of: a, for: b, .latency), now: .zero) == nil)
  }

  @Test("hours over midnight belong to the day on which they begin")
  func overMidnight() {
    // Fridays from ten in the evening to six in the morning.
    let rule = PolicyRule(
      isAllowed: false, scope: .everywhere, hours: HoursOfDay(from: 1_320, to: 360),
      weekdays: 1 << 4)
    func holds(day: Int, hour: Int) -> Bool { rule.holds(at: day * 1_440 + hour * 60) }
    #expect(!holds(day: 4, hour: 5))
    #expect(!holds(day: 4, hour: 21))
    #expect(holds(day: 4, hour: 22))
    #expect(holds(day: 5, hour: 5))
    #expect(!holds(day: 5, hour: 6))
    #expect(!holds(day: 5, hour: 22))
    #expect(!holds(day: 0, hour: 3))
  }

  @Test("a week that ends on Sunday goes on with Monday's rules")
  func week() {
    let rule = PolicyRule(
      isAllowed: false, scope: .everywhere, hours: HoursOfDay(from: 1_380, to: 60),
      weekdays: 1 << 6)
    #expect(rule.holds(at: 6 * 1_440 + 1_400))
    #expect(rule.holds(at: 30))
    #expect(!rule.holds(at: 1_440 + 30))
  }

  @Test("the clock is set by the seconds since 1970: the third of January 2000 was a Monday")
  func clock() {
    var table = PolicyTable.none
    let start = Instant(nanoseconds: 5_000_000_000)
    table.setTime(946_857_600, at: start)
    #expect(table.minuteOfWeek(at: start) == 0)
    #expect(table.minuteOfWeek(at: start + .seconds(90 * 60)) == 90)
    #expect(table.minuteOfWeek(at: start + .seconds(7 * 86_400 + 60)) == 1)
    table.setTime(0, at: .zero)
    #expect(table.minuteOfWeek(at: .zero) == 3 * 1_440, "a Thursday")
  }
}
