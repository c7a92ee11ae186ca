import Testing

@testable import OverlayCore

@Suite("Members that are no relays")
struct RelayRoleTests {
  /// Three members, of whom 0 and 1 cannot reach each other, and what they believe of 2.
  private func network(relays: Bool) -> PlainMesh {
    let mesh = PlainMesh(3)
    mesh.cut(0, 1)
    for host in 0...1 {
      guard let link = mesh.hosts[host].linkTo[2] else { continue }
      mesh.hosts[host].node.setMayRelay(link, relays)
    }
    mesh.run(for: .seconds(5))
    return mesh
  }

  @Test("a way through one is never chosen, and it stays reachable itself")
  func neverChosen() {
    #expect(network(relays: true).walk(from: 0, to: 1) == [0, 2, 1])
    let mesh = network(relays: false)
    #expect(mesh.walk(from: 0, to: 1) == [0])
    #expect(mesh.walk(from: 0, to: 2) == [0, 2])
    let reached = (1...2).map { other in
      mesh.hosts[0].node.reaches(PlainMesh.identity(other), now: mesh.now)
    }
    #expect(reached == [false, true])
  }

  @Test("what one says of its links to others counts for nothing")
  func linkState() throws {
    let mesh = network(relays: false)
    let node = { (host: Int) in mesh.hosts[host].node.members.slot(of: PlainMesh.identity(2)) }
    let other = mesh.hosts[0].node.members.slot(of: PlainMesh.identity(1))
    let (relay, destination) = (try #require(node(0)), try #require(other))
    #expect(mesh.hosts[0].node.database.report(from: relay, to: destination).state == .down)
    #expect(!mesh.hosts[0].node.database.isReachable(destination, by: { _ in true }))
  }

  @Test("a role that is granted or withdrawn takes effect at once")
  func changing() throws {
    let mesh = network(relays: false)
    let link = try #require(mesh.hosts[0].linkTo[2])
    mesh.hosts[0].node.setMayRelay(link, true)
    mesh.run(for: .seconds(1))
    #expect(mesh.walk(from: 0, to: 1) == [0, 2, 1])
    mesh.hosts[0].node.setMayRelay(link, false)
    #expect(mesh.walk(from: 0, to: 1) == [0])
  }

  @Test("a node without the role carries nobody's packets, and says so")
  func refusing() throws {
    let mesh = network(relays: true)
    mesh.hosts[2].node.configuration.mayRelay = false
    let (header, verdict) = mesh.hosts[0].node.originate(
      to: PlainMesh.identity(1), trafficClass: .balanced, kind: .ip, flow: 1, now: mesh.now)
    #expect(verdict != .drop(.noRoute))
    let link = try #require(mesh.hosts[2].linkTo[0])
    let atRelay = mesh.hosts[2].node.route(header, from: link, now: mesh.now)
    #expect(atRelay == .drop(.notRelay))
    // Nor when a member writes on them that they go toward a key, which means nothing in a mesh.
    var marked = header
    marked.isTowardKey = true
    #expect(mesh.hosts[2].node.route(marked, from: link, now: mesh.now) == .drop(.notRelay))
    // Its refusal has the sender look for another way.
    mesh.run(for: .milliseconds(50))
    #expect(mesh.walk(from: 0, to: 1) == [0])
    #expect(mesh.walk(from: 0, to: 2) == [0, 2])
  }
}
