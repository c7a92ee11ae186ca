import Testing

@testable import OverlayCore

@Suite("The timer table")
struct TimerTableTests {
  @Test("fires as a sorted list would, whatever was set, moved and cancelled", arguments: 1...20)
  func agreesWithSortedList(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = TimerTable(capacity: 40)
    var oracle: [Int: UInt64] = [:]
    for step in 0..<2_000 {
      let timer = Int(random.next() % 40)
      switch random.next() % 4 {
      case 0:
        table.set(timer, to: .never)
        oracle[timer] = nil
      case 1, 2:
        let deadline = UInt64(step) + random.next() % 50
        table.set(timer, to: Instant(nanoseconds: deadline))
        oracle[timer] = deadline
      default:
        let due = oracle.filter { $0.value <= UInt64(step) }
          .min { ($0.value, $0.key) < ($1.value, $1.key) }
        #expect(table.popDue(at: Instant(nanoseconds: UInt64(step))) == due?.key)
        if let due { oracle[due.key] = nil }
      }
      let next = oracle.values.min().map { Instant(nanoseconds: $0) } ?? .never
      #expect(table.nextDeadline == next)
    }
  }

  @Test("timers that are due together fire in the order of their numbers")
  func tiesGoToTheLowerNumber() {
    var table = TimerTable(capacity: 4)
    for timer in [3, 1, 2, 0] { table.set(timer, to: .zero) }
    #expect((0..<4).map { _ in table.popDue(at: .zero) } == [0, 1, 2, 3])
    #expect(table.popDue(at: .never) == nil)
  }
}
