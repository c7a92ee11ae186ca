import Testing

@testable import OverlayCore

@Suite("When a mesh is outgrown")
struct OutgrowthDecisionTests {
  private func expect(
    _ expected: Outgrowth.Decision, _ outgrowth: inout Outgrowth, present: Int, neighbours: Int,
    changed: Int, seconds: UInt64
  ) {
    let decision = outgrowth.decide(
      Outgrowth.Census(present: present, neighbours: neighbours, changed: changed), limit: 48,
      now: Instant.zero + .seconds(seconds + 1))
    #expect(decision == expected, "after \(seconds) s")
  }

  private func note(_ outgrowth: inout Outgrowth, _ slot: Int, isMesh: Bool, isNews: Bool) {
    let wasNews = outgrowth.note(slot, isMesh: isMesh)
    #expect(wasNews == isNews)
  }

  /// Of a node that has met members of the mesh.
  private var settled: Outgrowth {
    var outgrowth = Outgrowth(capacity: Limits.membersMax)
    _ = outgrowth.note(1, isMesh: true)
    return outgrowth
  }

  @Test("a node leads when it has counted more than the limit for a while")
  func lead() {
    var outgrowth = settled
    expect(.stay, &outgrowth, present: 49, neighbours: 48, changed: 0, seconds: 0)
    expect(.stay, &outgrowth, present: 49, neighbours: 48, changed: 0, seconds: 4)
    expect(.lead, &outgrowth, present: 49, neighbours: 48, changed: 0, seconds: 5)
    outgrowth = settled
    expect(.stay, &outgrowth, present: 49, neighbours: 48, changed: 0, seconds: 0)
    expect(.stay, &outgrowth, present: 48, neighbours: 48, changed: 0, seconds: 4)
    expect(.stay, &outgrowth, present: 49, neighbours: 48, changed: 0, seconds: 5)
  }

  @Test("a node at the limit follows most of its neighbours, and not half of them")
  func follow() {
    var outgrowth = settled
    for second: UInt64 in 0..<60 {
      expect(.stay, &outgrowth, present: 48, neighbours: 46, changed: 23, seconds: second)
    }
    expect(.stay, &outgrowth, present: 48, neighbours: 46, changed: 24, seconds: 60)
    expect(.follow, &outgrowth, present: 48, neighbours: 46, changed: 24, seconds: 65)
  }

  @Test("in a small mesh nobody follows, however many neighbours say that they have gone ahead")
  func small() {
    var outgrowth = settled
    for second: UInt64 in 0..<60 {
      expect(.stay, &outgrowth, present: 35, neighbours: 34, changed: 34, seconds: second)
    }
    expect(.stay, &outgrowth, present: 36, neighbours: 34, changed: 34, seconds: 60)
    expect(.follow, &outgrowth, present: 36, neighbours: 34, changed: 34, seconds: 65)
  }

  @Test("a newcomer to a network that was outgrown long ago follows those that it meets")
  func newcomer() {
    var outgrowth = Outgrowth(capacity: Limits.membersMax)
    expect(.stay, &outgrowth, present: 2, neighbours: 0, changed: 0, seconds: 0)
    expect(.stay, &outgrowth, present: 2, neighbours: 1, changed: 1, seconds: 9)
    expect(.follow, &outgrowth, present: 2, neighbours: 1, changed: 1, seconds: 14)
    // Not once it has met anybody of a mesh, not even when that neighbour is gone again.
    _ = outgrowth.note(5, isMesh: true)
    expect(.stay, &outgrowth, present: 2, neighbours: 1, changed: 1, seconds: 15)
    expect(.stay, &outgrowth, present: 2, neighbours: 1, changed: 1, seconds: 30)
  }

  @Test("a neighbour's plane is what its latest beacon says")
  func planes() {
    var outgrowth = Outgrowth(capacity: 4)
    #expect(!outgrowth.hasChanged(2))
    note(&outgrowth, 2, isMesh: false, isNews: true)
    #expect(outgrowth.hasChanged(2))
    note(&outgrowth, 2, isMesh: false, isNews: false)
    note(&outgrowth, 2, isMesh: true, isNews: true)
    #expect(!outgrowth.hasChanged(2))
    note(&outgrowth, 2, isMesh: false, isNews: true)
    outgrowth.forget(2)
    #expect(!outgrowth.hasChanged(2))
  }

  @Test("a member that beacons as the prefix plane does turns nobody", arguments: [3, 8])
  func liar(count: Int) throws {
    let mesh = PlainMesh(count, configuration: .automatic)
    mesh.run(for: .seconds(5))
    // A genuine neighbour says it of itself, in one beacon and then in each.
    let link = try #require(mesh.hosts[0].linkTo[1])
    for _ in 0..<200 {
      var beacon = Beacon()
      beacon.isMesh = false
      beacon.intervalMilliseconds = 500
      var bytes = [UInt8](repeating: 0, count: 64)
      var span = bytes.mutableSpan
      let length = beacon.write(to: &span, at: 0)
      try mesh.hosts[0].node.receive(Array(bytes[..<length]).span, on: link, now: mesh.now)
      mesh.run(for: .milliseconds(100))
    }
    let plane = mesh.hosts[0].node.plane
    #expect(plane == .mesh)
    #expect(!mesh.hosts[0].effects.contains(.outgrown))
  }
}
