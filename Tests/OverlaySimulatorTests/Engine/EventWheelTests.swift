import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("event wheel")
struct EventWheelTests {
  private struct Naive {
    var events: [(due: UInt64, order: Int, payload: UInt32)] = []
    var order = 0

    mutating func push(_ payload: UInt32, due: UInt64) {
      events.append((due, order, payload))
      order += 1
    }

    mutating func pop() -> (due: UInt64, payload: UInt32)? {
      let first = events.indices.min {
        (events[$0].due, events[$0].order) < (events[$1].due, events[$1].order)
      }
      guard let first else { return nil }
      let event = events.remove(at: first)
      return (event.due, event.payload)
    }
  }

  @Test(
    "events come out as from a sorted list, whatever their spread",
    arguments: [10, 100_000, 300_000_000, 2_000_000_000_000, 1 << 55] as [UInt64])
  func order(spread: UInt64) {
    var random = SeededRandom(seed: spread)
    var wheel = EventWheel()
    var naive = Naive()
    var now: UInt64 = 0
    for step in 0..<4_000 {
      if random.chance(0.52) || wheel.count == 0 {
        let due = now + random.next() % spread
        wheel.push(UInt32(step), due: Instant(nanoseconds: due))
        naive.push(UInt32(step), due: due)
      } else {
        let popped = wheel.pop()
        let expected = naive.pop()
        #expect(popped?.payload == expected?.payload, "seed \(spread), step \(step)")
        #expect(popped?.due.nanoseconds == expected?.due, "seed \(spread), step \(step)")
        now = max(now, expected?.due ?? 0)
      }
      #expect(wheel.count == naive.events.count)
    }
    while let expected = naive.pop() {
      let popped = wheel.pop()
      #expect(popped?.payload == expected.payload && popped?.due.nanoseconds == expected.due)
    }
    #expect(wheel.pop() == nil)
  }

  @Test("what is due at one instant comes out in the order it went in, across levels")
  func ties() {
    var wheel = EventWheel()
    let due = Instant.zero + .seconds(4_000)
    for payload in 0..<100 as Range<UInt32> { wheel.push(payload, due: due) }
    wheel.push(1_000, due: .zero + .seconds(3_999))
    #expect(wheel.pop()?.payload == 1_000)
    for payload in 100..<200 as Range<UInt32> { wheel.push(payload, due: due) }
    for payload in 0..<200 as Range<UInt32> { #expect(wheel.pop()?.payload == payload) }
  }

  @Test("an event that is not due by the limit stays, and earlier ones may still be added")
  func limit() {
    var wheel = EventWheel()
    wheel.push(1, due: .zero + .seconds(10))
    #expect(wheel.pop(through: .zero + .seconds(9)) == nil)
    #expect(wheel.nextDue == .zero + .seconds(10))
    wheel.push(2, due: .zero + .seconds(5))
    #expect(wheel.pop(through: .zero + .seconds(9))?.payload == 2)
    #expect(wheel.pop()?.payload == 1)
    #expect(wheel.nextDue == .never)
  }
}
