import Testing

@testable import OverlayCore

@Suite("What a node remembers of a neighbour")
struct NeighbourTests {
  @Test("coming back refills no budget, and has everybody asked anew but seldom")
  func rejoining() {
    var neighbour = Neighbour()
    let now = Instant.zero + .seconds(100)
    var (answered, asked) = (0, 0)
    for round in 0..<20 {
      neighbour.begin()
      let moment = now + .milliseconds(125) * UInt64(round)
      for _ in 0..<Limits.membersMax where neighbour.answers.admits(now: moment) { answered += 1 }
      if neighbour.mayRejoin(now: moment) { asked += 1 }
    }
    #expect(answered <= Limits.membersMax + 16 * 3)
    #expect(asked == 3)
  }
}
