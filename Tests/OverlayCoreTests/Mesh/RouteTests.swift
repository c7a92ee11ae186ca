import Testing

@testable import OverlayCore

@Suite("A route's candidates")
struct RouteTests {
  @Test("are the four cheapest of those inserted, in order", arguments: 1...20)
  func keepsTheCheapest(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var route = Route()
    var all: [Candidate] = []
    for number in 0..<12 as Range<UInt16> {
      let candidate = Candidate(
        link: LinkID(number), neighbour: 1, isDirect: false, isReachable: true,
        cost: Double(random.next() % 6))
      route.insert(candidate)
      all.append(candidate)
    }
    let expected = all.sorted { ($0.cost, $0.link) < ($1.cost, $1.link) }.prefix(4)
    #expect((0..<route.count).map { route[$0] } == Array(expected))
  }

  @Test("keep their order behind one that is promoted")
  func promotion() {
    var route = Route()
    for number in 0..<4 as Range<UInt16> {
      route.insert(Candidate(link: LinkID(number), cost: Double(number)))
    }
    route.promote(Candidate(link: LinkID(2), cost: 2))
    #expect((0..<4).map { route[$0].link.rawValue } == [2, 0, 1, 3])
    route.promote(Candidate(link: LinkID(9), cost: 9))
    #expect((0..<4).map { route[$0].link.rawValue } == [9, 2, 0, 1])
  }
}
