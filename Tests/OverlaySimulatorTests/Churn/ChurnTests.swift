import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("nodes that come and go")
struct ChurnTests {
  private func end(_ seconds: UInt64) -> Instant { .zero + .seconds(seconds) }

  @Test("the exponential variable has mean one, variance one and the right tail")
  func exponential() {
    var random = SeededRandom(seed: 1)
    let draws = (0..<400_000).map { _ in ChurnProcess.exponential(&random) }
    let mean = draws.reduce(0, +) / 400_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400_000
    #expect(abs(mean - 1) < 0.01)
    #expect(abs(variance - 1) < 0.03)
    // e⁻¹, e⁻³
    #expect(abs(Double(draws.filter { $0 > 1 }.count) / 400_000 - 0.367_879) < 0.004)
    #expect(abs(Double(draws.filter { $0 > 3 }.count) / 400_000 - 0.049_787) < 0.002)
  }

  /// Lengths of stays and absences that begin and end within the run, in seconds.
  private func spells(_ events: [ChurnEvent], hostCount: Int) -> (stays: [Double], gone: [Double]) {
    var last = [ChurnEvent?](repeating: nil, count: hostCount)
    var spells = (stays: [Double](), gone: [Double]())
    for event in events {
      if let before = last[event.host] {
        let length = (event.time - before.time).inSeconds
        if event.kind == .join { spells.gone.append(length) } else { spells.stays.append(length) }
      }
      last[event.host] = event
    }
    return spells
  }

  @Test(
    "stays and absences have their means, at any time or at steps",
    arguments: [Interval.zero, .seconds(10)])
  func means(step: Interval) {
    let process = ChurnProcess(
      meanStay: .seconds(120), meanAbsence: .seconds(40), step: step, crashShare: 0.25)
    let present = Array(repeating: true, count: 300)
    let events = process.events(present: present, from: .zero, until: end(20_000), seed: 7)
    let (stays, gone) = spells(events, hostCount: 300)
    #expect(abs(stays.reduce(0, +) / Double(stays.count) - 120) < 3)
    #expect(abs(gone.reduce(0, +) / Double(gone.count) - 40) < 1)
    let crashes = events.filter { $0.kind == .crash }.count
    let departures = events.filter { $0.kind != .join }.count
    #expect(abs(Double(crashes) / Double(departures) - 0.25) < 0.01)
    if step > .zero {
      #expect(events.allSatisfy { $0.time.nanoseconds % step.nanoseconds == 0 })
    }
  }

  @Test("joins and departures of a host take turns, in order of time, within the span")
  func turns() {
    let process = ChurnProcess(meanStay: .seconds(5), meanAbsence: .seconds(5))
    let present = (0..<40).map { $0 % 2 == 0 }
    let events = process.events(present: present, from: end(100), until: end(200), seed: 3)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(events.allSatisfy { $0.time > end(100) && $0.time < end(200) })
    var now = present
    for event in events {
      #expect(now[event.host] == (event.kind != .join))
      now[event.host] = event.kind == .join
    }
    #expect(now == ChurnSchedule(present: present, events: events).present(at: end(200)))
  }

  @Test("a population in balance stays about what it was", arguments: 1...5 as ClosedRange<UInt64>)
  func balance(seed: UInt64) {
    let process = ChurnProcess(meanStay: .seconds(120), population: 200, of: 250)
    let schedule = ChurnSchedule(
      present: (0..<250).map { $0 < 200 },
      events: process.events(
        present: (0..<250).map { $0 < 200 }, from: .zero, until: end(3_600), seed: seed))
    let counts = (1...60).map { minute in
      Double(schedule.present(at: end(UInt64(minute) * 60)).filter(\.self).count)
    }
    #expect(abs(counts.reduce(0, +) / 60 - 200) < 5, "seed \(seed)")
  }

  @Test("equal seeds give equal events, other seeds others")
  func determinism() {
    let one = ChurnSchedule.tapestryChurn(seed: 1, until: end(1_800))
    #expect(one == ChurnSchedule.tapestryChurn(seed: 1, until: end(1_800)))
    #expect(one != ChurnSchedule.tapestryChurn(seed: 2, until: end(1_800)))
  }

  @Test(
    "the paper's schedule: 150, 120, 195, and then about as many",
    arguments: 1...7 as ClosedRange<UInt64>)
  func tapestry(seed: UInt64) {
    let schedule = ChurnSchedule.tapestryChurn(seed: seed, until: end(2_400))
    func count(_ seconds: UInt64) -> Int {
      schedule.present(at: end(seconds)).filter(\.self).count
    }
    #expect(schedule.hostCount == 225)
    #expect([0, 299, 300, 599, 600, 900].map(count) == [150, 150, 120, 120, 195, 195])
    #expect(schedule.events.filter { $0.time == end(300) }.allSatisfy { $0.kind == .crash })
    let later = stride(from: 920 as UInt64, to: 2_400, by: 20).map { Double(count($0)) }
    #expect(abs(later.reduce(0, +) / Double(later.count) - 195) < 6, "seed \(seed)")
    let churn = schedule.events.filter { $0.time > end(900) }
    #expect(churn.allSatisfy { $0.time.nanoseconds % 10_000_000_000 == 0 })
    #expect(churn.count > 1_000)
  }
}
