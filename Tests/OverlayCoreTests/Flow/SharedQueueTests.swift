import Testing

@testable import OverlayCore

@Suite("A queue that neighbours share")
struct SharedQueueTests {
  @Test("entries leave in the order in which they came, whoever pays for them")
  func order() {
    var queue = SharedQueue<Int>()
    for number in 0..<100 {
      queue.payer = number % 7 - 1
      queue.append(number)
    }
    var left: [Int] = []
    while let number = queue.popFirst() { left.append(number) }
    #expect(left == Array(0..<100))
    #expect((0..<7).allSatisfy { queue.count(of: $0) == 0 })
  }

  @Test("one payer takes its share and no place of another's or of the node's own")
  func share() {
    var queue = SharedQueue<Int>(capacity: 100, reserve: 20, share: 10)
    queue.payer = 3
    for number in 0..<1_000 { queue.append(number) }
    #expect(queue.count == 10)
    #expect(queue.refused == 990)
    queue.payer = 4
    expect(true, appending: 1, to: &queue)
    for payer in 5..<50 {
      queue.payer = payer
      for number in 0..<10 { queue.append(number) }
    }
    // All payers together leave the reserve.
    #expect(queue.count == 80)
    queue.payer = -1
    for number in 0..<20 { expect(true, appending: number, to: &queue) }
    expect(false, appending: 20, to: &queue)
  }

  @Test("a share is free again when its entries have left")
  func refill() {
    var queue = SharedQueue<Int>(capacity: 100, reserve: 20, share: 10)
    queue.payer = 1
    for round in 0..<50 {
      for number in 0..<10 { expect(true, appending: round * 10 + number, to: &queue) }
      expect(false, appending: 0, to: &queue)
      while queue.popFirst() != nil {}
    }
    #expect(queue.refused == 50)
  }

  @Test("what must not be lost finds a place beyond its payer's share")
  func essential() {
    var queue = SharedQueue<Int>(capacity: 100, reserve: 20, share: 10)
    queue.payer = 1
    for number in 0..<90 { expect(true, appending: number, to: &queue, isEssential: true) }
    expect(false, appending: 0, to: &queue)
    // Another's, since the reserve has been reached.
    queue.payer = 2
    expect(false, appending: 0, to: &queue)
    for number in 0..<10 { expect(true, appending: number, to: &queue, isEssential: true) }
    expect(false, appending: 0, to: &queue, isEssential: true)
  }

  private func expect(
    _ isTaken: Bool, appending number: Int, to queue: inout SharedQueue<Int>,
    isEssential: Bool = false, at location: SourceLocation = #_sourceLocation
  ) {
    let wasTaken = queue.append(number, isEssential: isEssential)
    #expect(wasTaken == isTaken, sourceLocation: location)
  }
}
