import OverlayCore
import OverlaySimulator
import Testing

@Suite struct EventQueueTests {
  @Test(
    "events come out by time, and by insertion at one instant, like a stable sort",
    arguments: 1...20 as ClosedRange<UInt64>)
  func matchesStableSort(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var queue = EventQueue(capacity: 4)
    var expected: [(due: UInt64, order: Int)] = []
    var popped: [Int] = []
    var order = 0
    for _ in 0..<2_000 {
      if random.chance(0.6) {
        let due = random.next() % 50
        queue.push(.wake(host: order), due: Instant(nanoseconds: due))
        expected.append((due, order))
        order += 1
      } else if let (_, event) = queue.pop(), case .wake(let host) = event {
        let first = expected.indices.min {
          (expected[$0].due, expected[$0].order) < (expected[$1].due, expected[$1].order)
        }
        #expect(first.map { expected.remove(at: $0).order } == host)
        popped.append(host)
      }
    }
    expected.sort { ($0.due, $0.order) < ($1.due, $1.order) }
    for entry in expected {
      #expect(queue.nextDue == Instant(nanoseconds: entry.due))
      let popped = queue.pop()
      #expect(popped?.event == .wake(host: entry.order))
    }
    #expect(queue.count == 0)
    #expect(queue.nextDue == .never)
  }

  @Test("nothing is popped before it is due")
  func limit() {
    var queue = EventQueue()
    queue.push(.inspection, due: .zero + .seconds(2))
    let early = queue.pop(through: .zero + .seconds(1))
    let due = queue.pop(through: .zero + .seconds(2))
    #expect(early == nil)
    #expect(due?.event == .inspection)
  }
}
