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

  @Test("an old record does not bring back who left or was lost; a new one does, or its own word")
  func comingBack() {
    var table = MemberTable(own: record(1), now: .zero)
    _ = table.admit(record(2), isDirect: false, now: .zero)
    #expect(
      table.admit(record(2).departing, isDirect: false, now: .zero) == .departed(slot: 1))
    #expect(table.admit(record(2), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, sequence: 9), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, incarnation: 2), isDirect: false, now: .zero) == .joined(slot: 1))
    _ = table.set(1, .lost)
    #expect(table.admit(record(2, incarnation: 2), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, incarnation: 2), isDirect: true, now: .zero) == .joined(slot: 1))
    _ = table.set(1, .lost)
    #expect(
      table.admit(record(2, incarnation: 2, sequence: 1), isDirect: false, now: .zero)
        == .joined(slot: 1))
  }

  @Test("a farewell ends the incarnation that it names and no other, and nobody who is unknown")
  func farewells() {
    var table = MemberTable(own: record(1), now: .zero)
    #expect(table.admit(record(2).departing, isDirect: false, now: .zero) == .known)
    #expect(table.slot(of: NodeID(2)) == nil)
    _ = table.admit(record(2, incarnation: 3), isDirect: false, now: .zero)
    #expect(
      table.admit(record(2, incarnation: 2, sequence: 9).departing, isDirect: false, now: .zero)
        == .known)
    #expect(table.isPresent(1))
    #expect(table.admit(record(1).departing, isDirect: false, now: .zero) == .known)
    #expect(table.isPresent(0))
  }

  @Test("a member that proves that it is there is present, whatever newer record it signed before")
  func livingAndDeparted() {
    var table = MemberTable(own: record(1), now: .zero)
    let departed = record(2, incarnation: 7).departing
    _ = table.admit(record(2, incarnation: 7), isDirect: false, now: .zero)
    _ = table.admit(departed, isDirect: false, now: .zero)
    // Its state was lost: it counts from the beginning again.
    #expect(table.admit(record(2), isDirect: true, now: .zero) == .joined(slot: 1))
    #expect(table.isPresent(1))
    #expect(table[1]?.record == departed)
    // Others still say so, but that is known.
    #expect(table.admit(departed, isDirect: false, now: .zero) == .known)
    #expect(table.isPresent(1))
    let refuted = record(2, incarnation: 8)
    #expect(table.admit(refuted, isDirect: false, now: .zero) == .updated(slot: 1))
    #expect(table[1]?.record == refuted)
  }

  @Test("who was put out comes back with a new incarnation only, or by its own word")
  func expelled() {
    var table = MemberTable(own: record(1), now: .zero)
    _ = table.admit(record(2), isDirect: false, now: .zero)
    _ = table.set(1, .expelled)
    #expect(table.admit(record(2, sequence: 5), isDirect: false, now: .zero) == .known)
    #expect(table.admit(record(2, incarnation: 2), isDirect: false, now: .zero) == .joined(slot: 1))
    _ = table.set(1, .expelled)
    #expect(table.admit(record(2), isDirect: true, now: .zero) == .joined(slot: 1))
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
    #expect((mesh.sent[.memberSummary] ?? 0) >= 1)
    #expect((mesh.sent[.memberRecord] ?? 0) >= 50)
    let (first, second) = (mesh.hosts[0].node.presentMembers, mesh.hosts[1].node.presentMembers)
    #expect(Set(first) == Set(second))
    #expect(first.count == 52)
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
