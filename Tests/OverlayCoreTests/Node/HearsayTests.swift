import Testing

@testable import OverlayCore

/// What a member says of others is a hint: it decides which records are asked for, and no more are
/// sent to it than it may draw.
@Suite("Hearsay about members")
struct HearsayTests {
  private let mesh = PlainMesh(3)

  private func encoded(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = write(&span)
    return Array(bytes[..<length])
  }

  private func summary(
    _ entries: [MemberSummary.Entry], first: NodeID = NodeID(0), last: NodeID = NodeID(.max)
  ) -> [UInt8] {
    let summary = MemberSummary(first: first, last: last, entries: entries)
    return encoded { summary.write(to: &$0, at: 0) }
  }

  /// Host 1 has a frame reach host 0, whose answers are counted by kind.
  private func tell(_ frame: [UInt8]) throws -> [FrameKind: Int] {
    let link = try #require(mesh.hosts[0].linkTo[1])
    try mesh.hosts[0].node.receive(frame.span, on: link, now: mesh.now)
    return answers()
  }

  private func answers() -> [FrameKind: Int] {
    var answers: [FrameKind: Int] = [:]
    var buffer = [UInt8](repeating: 0, count: 2_048)
    while true {
      var span = buffer.mutableSpan
      guard let effect = mesh.hosts[0].node.nextEffect(into: &span, at: 0, now: mesh.now) else {
        return answers
      }
      if case .send = effect, let kind = FrameKind(rawValue: buffer[0]) {
        answers[kind, default: 0] += 1
      }
    }
  }

  @Test("a summary that says that a member has left makes the node ask, and nothing else")
  func departed() throws {
    mesh.run(for: .seconds(3))
    // No link leads to the member that it is said of.
    mesh.cut(0, 2)
    mesh.run(for: .seconds(5))
    let victim = PlainMesh.identity(2)
    let answers = try tell(
      summary([.init(node: victim, incarnation: 5, sequence: 0, hasDeparted: true)], first: victim))
    #expect(answers == [.memberRequest: 1])
    let isMember = mesh.hosts[0].node.isMember(victim)
    #expect(isMember)
    // Nor does an equal or an older claim do anything.
    for incarnation: UInt64 in [0, 1] {
      _ = try tell(
        summary(
          [.init(node: victim, incarnation: incarnation, sequence: 0, hasDeparted: true)],
          first: victim))
    }
    let isStillMember = mesh.hosts[0].node.isMember(victim)
    #expect(isStillMember)
  }

  @Test("a claim about the node itself is answered with its record")
  func aboutOurselves() throws {
    mesh.run(for: .seconds(3))
    let own = PlainMesh.identity(0)
    for (incarnation, hasDeparted): (UInt64, Bool) in [
      (9, false), (9, true), (1, true), (0, false),
    ] {
      let answers = try tell(
        summary(
          [
            .init(
              node: own, incarnation: incarnation, sequence: 0, hasDeparted: hasDeparted)
          ], first: own, last: own))
      #expect(answers[.memberRecord] == 1)
      #expect(answers[.memberRequest] == (incarnation == 9 ? 1 : nil))
    }
  }

  @Test("summaries and requests in a flood draw each member's record once, and then a few a second")
  func flood() throws {
    mesh.run(for: .seconds(3))
    for number in 100..<145 {
      let record = MemberRecord(
        node: NodeID(UInt128(number)), incarnation: 1, sequence: 0, endpoints: [], credential: [])
      _ = mesh.hosts[0].node.admit(record, isDirect: false, now: mesh.now)
    }
    _ = answers()
    let nodes = mesh.hosts[0].node.presentMembers.sorted()
    let request = encoded { MemberRequest(nodes: nodes).write(to: &$0, at: 0) }
    var drawn = 0
    for _ in 0..<50 {
      drawn += try tell(summary([]))[.memberRecord] ?? 0
      drawn += try tell(request)[.memberRecord] ?? 0
    }
    #expect(drawn == Limits.membersMax)
    let withheld = mesh.hosts[0].node.counters.recordsWithheld
    #expect(withheld == UInt64(50 * 2 * 48 - Limits.membersMax))
    for _ in 0..<100 {
      mesh.now = mesh.now + .milliseconds(10)
      drawn += try tell(summary([]))[.memberRecord] ?? 0
    }
    #expect(drawn == Limits.membersMax + 16)
  }

  @Test("a member that presents record of itself after another has few sent on")
  func introductions() throws {
    mesh.run(for: .seconds(3))
    _ = answers()
    let known = mesh.hosts[0].node.record(of: PlainMesh.identity(1))
    var record = try #require(known)
    var drawn = 0
    func present() {
      record.sequence += 1
      _ = mesh.hosts[0].node.admit(record, isDirect: true, now: mesh.now)
      drawn += answers()[.memberRecord] ?? 0
    }
    for _ in 0..<200 { present() }
    #expect(drawn == Limits.membersMax)
    for _ in 0..<100 {
      mesh.now = mesh.now + .milliseconds(10)
      present()
    }
    #expect(drawn == Limits.membersMax + 16)
  }

  @Test("no record goes over a link that does not work")
  func unproven() throws {
    // Nothing has come over any link yet.
    let nodes = mesh.hosts[0].node.presentMembers.sorted()
    #expect(try tell(summary([]))[.memberRecord] == nil)
    let request = encoded { MemberRequest(nodes: nodes).write(to: &$0, at: 0) }
    #expect(try tell(request)[.memberRecord] == nil)
    mesh.run(for: .seconds(3))
    #expect(try tell(request)[.memberRecord] == 3)
  }

  @Test("a neighbour whose link comes and goes draws no more for that")
  func flapping() throws {
    mesh.run(for: .seconds(3))
    let link = try #require(mesh.hosts[0].linkTo[1])
    var drawn = 0
    for _ in 0..<5 {
      for _ in 0..<40 { drawn += try tell(summary([]))[.memberRecord] ?? 0 }
      mesh.hosts[0].node.failLink(link, mesh.now)
      mesh.run(for: .seconds(3))
    }
    #expect(drawn < 2 * Limits.membersMax + 5 * 3 * 16)
  }
}
