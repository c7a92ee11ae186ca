import Testing

@testable import OverlayCore

@Suite("Several paths at once")
struct SpreadingTests {
  /// Two nodes that reach each other through two relays, alike, and not straight.
  private func twoPaths(seed: UInt64 = 1) -> PlainMesh {
    let mesh = PlainMesh(4, seed: seed)
    mesh.cut(0, 1)
    mesh.run(for: .seconds(10))
    return mesh
  }

  private func place(_ flow: UInt64, _ mesh: PlainMesh) -> Int? {
    let (_, verdict) = mesh.hosts[0].node.originate(
      to: PlainMesh.identity(1), trafficClass: .multipath, kind: .ip, flow: flow, now: mesh.now)
    guard case .forward(let hops) = verdict, hops.count == 1 else { return nil }
    return mesh.hosts[0].hostOn[hops.first]
  }

  private func key(_ number: UInt64) -> UInt64 {
    var random = SeededRandom(seed: number)
    return random.next()
  }

  @Test("ten thousand flows over two equal paths split evenly, and none moves without cause")
  func evenSplit() {
    let mesh = twoPaths()
    let flows = (0..<UInt64(10_000)).map(key)
    let first = flows.map { place($0, mesh) }
    let share = Double(first.count { $0 == 2 }) / Double(flows.count)
    #expect((share - 0.5).magnitude <= 0.025, "\(share) of the flows over one of two")
    #expect(first.allSatisfy { $0 == 2 || $0 == 3 })
    for _ in 0..<5 {
      mesh.run(for: .seconds(1))
      #expect(flows.map { place($0, mesh) } == first)
    }
    let counters = mesh.hosts[0].node.routingCounters
    #expect(counters.flowsMoved == 0)
  }

  @Test("a path that is a third slower gets a smaller share, one that is far slower none")
  func weights() {
    func share(_ milliseconds: UInt64) -> Double {
      let mesh = PlainMesh(4)
      mesh.cut(0, 1)
      mesh.delay = { from, to in
        [from, to].contains(3) ? .milliseconds(milliseconds) : .milliseconds(30)
      }
      mesh.run(for: .seconds(10))
      let flows = (0..<UInt64(4_000)).map(key)
      return Double(flows.count { place($0, mesh) == 3 }) / 4_000
    }
    // Costs of 61 and 81 are weights of 57 and 43 in a hundred.
    #expect((share(40) - 61.0 / 142).magnitude < 0.025)
    #expect(share(100) == 0)
  }

  @Test("when a path dies its flows move and the others stay; they do not come back by themselves")
  func failure() {
    let mesh = twoPaths()
    let flows = (0..<UInt64(500)).map(key)
    let first = flows.map { place($0, mesh) }
    mesh.cut(0, 2)
    for _ in 0..<20 {
      mesh.run(for: .milliseconds(100))
      for flow in flows { _ = place(flow, mesh) }
    }
    #expect(flows.allSatisfy { place($0, mesh) == 3 })
    let moved = first.count { $0 == 2 }
    let counters = mesh.hosts[0].node.routingCounters
    #expect(counters.flowsMoved == UInt64(moved))
    mesh.cuts = mesh.cuts.filter { !$0.contains(2) }
    for _ in 0..<100 {
      mesh.run(for: .milliseconds(100))
      _ = place(flows[0], mesh)
    }
    #expect(flows.allSatisfy { place($0, mesh) == 3 }, "pinned until there is a cause")
    #expect((10_000..<UInt64(10_200)).contains { place(key($0), mesh) == 2 }, "new flows use both")
  }

  @Test("parity takes a path for each stripe and one more, fewer when fewer are up")
  func stripes() {
    func hops(_ mesh: PlainMesh) -> Hops? {
      let (_, verdict) = mesh.hosts[0].node.originate(
        to: PlainMesh.identity(1), trafficClass: .parity, kind: .ip, flow: 1, now: mesh.now)
      guard case .forward(let hops) = verdict else { return nil }
      return hops
    }
    let mesh = PlainMesh(4)
    mesh.run(for: .seconds(3))
    let all = hops(mesh)
    #expect(all?.stripes == 2)
    #expect(all.map { Set([$0[0], $0[1], $0[2]]).count } == 3, "three links of their own")
    mesh.cut(0, 3)
    for _ in 0..<30 {
      mesh.run(for: .milliseconds(100))
      _ = hops(mesh)
    }
    #expect(hops(mesh)?.stripes == 0)
    #expect(hops(mesh)?.count == 2, "two copies on two paths")
  }
}
