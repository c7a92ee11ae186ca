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
      if neighbour.mayHaveAsked(now: moment) { asked += 1 }
    }
    #expect(answered <= Limits.membersMax + 16 * 3)
    #expect(asked == 3)
  }

  @Test("a member that came back many times at once is reached through others again in the end")
  func reachedAgain() throws {
    let mesh = PlainMesh(3)
    mesh.cut(0, 1)
    mesh.run(for: .seconds(5))
    #expect(mesh.walk(from: 0, to: 1) == [0, 2, 1])
    for incarnation in UInt64(2)...12 {
      for hasDeparted in [true, false] {
        let record = MemberRecord(
          node: PlainMesh.identity(1), incarnation: hasDeparted ? incarnation - 1 : incarnation,
          sequence: hasDeparted ? 1 : 0, hasDeparted: hasDeparted, endpoints: [], credential: [])
        _ = mesh.hosts[0].node.admit(record, isDirect: false, now: mesh.now)
      }
      mesh.run(for: .milliseconds(300))
    }
    // Nobody tells anew what it has told, before it is asked.
    mesh.run(for: .seconds(3))
    #expect(mesh.walk(from: 0, to: 1) == [0])
    mesh.run(for: Neighbour.returnSpacing)
    #expect(mesh.walk(from: 0, to: 1) == [0, 2, 1])
  }
}
