import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("How many questions for names are answered")
struct QuestionBudgetTests {
  @Test("a host that floods has its own share, and others and this host have theirs")
  func shares() {
    var budget = QuestionBudget()
    var answered: [UInt128?: Int] = [:]
    for millisecond in UInt64(0)..<10_000 {
      let now = Instant(nanoseconds: 1_000_000_000 + millisecond * 1_000_000)
      for _ in 0..<40 where budget.admits(9, now: now) { answered[9, default: 0] += 1 }
      guard millisecond % 20 == 0 else { continue }
      for host in [nil, 1, 2] as [UInt128?] where budget.admits(host, now: now) {
        answered[host, default: 0] += 1
      }
    }
    #expect(answered[nil] == 500 && answered[1] == 500 && answered[2] == 500)
    #expect(answered[9] ?? 0 <= 11 * Int(RuntimeLimits.namesPerSecondEach))
  }

  @Test("no number of askers makes it grow without end")
  func bounded() {
    var budget = QuestionBudget()
    let now = Instant(nanoseconds: 1_000_000_000)
    let admitted = (0..<10_000).count { budget.admits(UInt128($0), now: now) }
    let (own, later) = (budget.admits(nil, now: now), budget.admits(20_000, now: now + .seconds(2)))
    #expect(admitted <= RuntimeLimits.nameHosts)
    #expect(own && later)
  }
}
