import Testing

@testable import OverlayCore

@Suite("Membership")
struct MembershipTests {
  private func record(_ number: Int, incarnation: UInt64 = 1, sequence: UInt32 = 0) -> MemberRecord
  {
    MemberRecord(
      node: NodeID(UInt128(number)), incarnation: incarnation, sequence: sequence, endpoints: [],
      credential: [])
  }

  @Test("a record joins, updates, and is known, and the digest follows only who is present")
  func admission() {
    var table = MemberTable(own: record(1), now: .zero)
    let alone = table.digest
    #expect(table.admit(record(2), isDirect: false, now: .zero) == .joined(slot: 1))
    let both = table.digest
    #expect(both != alone)
    #expect(table.admit(record(2), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, sequence: 1), isDirect: false, now: .zero) == .updated(slot: 1))
    #expect(table.digest != both)
    _ = table.set(1, .departed)
    #expect(table.digest == alone)
  }

  @Test("hearsay does not bring back who left or was lost; a new incarnation does")
  func comingBack() {
    var table = MemberTable(own: record(1), now: .zero)
    _ = table.admit(record(2), isDirect: false, now: .zero)
    _ = table.set(1, .departed)
    #expect(table.admit(record(2), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2), isDirect: true, now: .zero) == .known)
    #expect(table.admit(record(2, incarnation: 2), isDirect: false, now: .zero) == .joined(slot: 1))
    _ = table.set(1, .lost)
    #expect(table.admit(record(2, incarnation: 2), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, incarnation: 2), isDirect: true, now: .zero) == .joined(slot: 1))
  }

  @Test("a full table refuses, and gives the place of one that is gone to a newcomer")
  func full() {
    var table = MemberTable(own: record(1), now: .zero)
    for number in 2...Limits.membersMax {
      #expect(table.admit(record(number), isDirect: false, now: .zero) == .joined(slot: number - 1))
    }
    #expect(table.admit(record(1_000), isDirect: false, now: .zero) == .full)
    _ = table.set(7, .departed)
    #expect(table.admit(record(1_000), isDirect: false, now: .zero) == .joined(slot: 7))
    #expect(table.slot(of: NodeID(8)) == nil)
  }

  @Test("two halves that met different newcomers agree soon after they meet")
  func gossip() {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(2))
    for number in 100..<150 {
      _ = mesh.hosts[number % 2].node.admit(record(number), isDirect: false, now: mesh.now)
    }
    // Records travel as frames that the layer above verifies; here it is us who admits them.
    mesh.run(for: .seconds(4))
    #expect((mesh.sent[.memberSummary] ?? 0) >= 2)
    #expect((mesh.sent[.memberRecord] ?? 0) >= 50)
  }

  private func presentMembers(_ mesh: PlainMesh) -> [NodeID] { mesh.hosts[0].node.presentMembers }
  private func memberRecords(_ mesh: PlainMesh) -> [MemberRecord] {
    mesh.hosts[0].node.memberRecords
  }

  @Test("a member that nobody can reach is lost after the timeout, not before")
  func timeout() {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    mesh.cut(0, 2)
    mesh.cut(1, 2)
    mesh.run(for: .seconds(500))
    #expect(presentMembers(mesh).count == 3)
    mesh.run(for: .seconds(150))
    #expect(presentMembers(mesh).count == 2)
    #expect(memberRecords(mesh).count == 2)
  }
}
