import Testing

@testable import OverlayCore

@Suite("The nearest-neighbour search")
struct NeighbourSearchTests {
  private func contact(_ number: UInt64) -> Contact { Contact(node: NodeID(UInt128(number))) }

  @Test("asks the nearest nodes of a level and goes on with the nearest that they named")
  func levels() {
    var search = NeighbourSearch(
      own: NodeID(0), width: 2, level: 1,
      seeds: [
        (contact(1), .milliseconds(1)), (contact(2), .milliseconds(2)),
        (contact(3), .milliseconds(3)),
      ])
    let first = [search.nextQuestion(), search.nextQuestion(), search.nextQuestion()]
    #expect(first.map { $0?.node } == [NodeID(1), NodeID(2), nil])
    search.learn(contact(4), distance: nil)
    let measured = search.nextMeasurement(deadline: .never)
    #expect(measured?.node == NodeID(4))
    #expect(!search.isLevelDone)
    search.measured(NodeID(4), .microseconds(10))
    search.answered(NodeID(1))
    search.answered(NodeID(2))
    #expect(search.isLevelDone)
    #expect(search.found.map(\.contact.node) == [4, 1, 2, 3].map { NodeID($0) })
    let hasAscended = search.ascend()
    let second = [search.nextQuestion(), search.nextQuestion()]
    #expect(hasAscended)
    #expect(second.map { $0?.node } == [NodeID(4), NodeID(1)])
    search.answered(NodeID(4))
    search.answered(NodeID(1))
    let hasMore = search.ascend()
    #expect(!hasMore)
  }

  @Test("asks nearer nodes that it finds before it leaves the shortest prefixes, once")
  func refinement() {
    var search = NeighbourSearch(
      own: NodeID(0), width: 1, level: 0,
      seeds: [(contact(1), .milliseconds(9)), (contact(2), .milliseconds(20))])
    let first = [search.nextQuestion(), search.nextQuestion()]
    #expect(first.map { $0?.node } == [NodeID(1), nil])
    search.learn(contact(3), distance: .milliseconds(1))
    search.answered(NodeID(1))
    #expect(search.isLevelDone)
    let isRefined = search.refine()
    let second = [search.nextQuestion(), search.nextQuestion(), search.nextQuestion()]
    #expect(isRefined)
    #expect(second.map { $0?.node } == [NodeID(3), NodeID(2), nil])
    search.learn(contact(4), distance: .microseconds(1))
    search.answered(NodeID(3))
    search.answered(NodeID(2))
    let isRefinedAgain = search.refine()
    #expect(!isRefinedAgain)
    #expect(search.isLevelDone)
  }

  @Test("does without nodes that answer neither questions nor probes")
  func silence() {
    var search = NeighbourSearch(
      own: NodeID(0), width: 4, level: 0,
      seeds: [(contact(1), .milliseconds(1)), (contact(2), nil)])
    let deadline = Instant(nanoseconds: 1_000)
    _ = search.nextQuestion()
    _ = search.nextQuestion()
    _ = search.nextMeasurement(deadline: deadline)
    #expect(search.nextExpiry == deadline)
    search.expire(at: Instant(nanoseconds: 999))
    search.failed(NodeID(1))
    #expect(!search.isLevelDone)
    search.expire(at: deadline)
    search.failed(NodeID(2))
    #expect(search.isLevelDone)
    #expect(search.found.isEmpty)
  }
}
