import Testing

@testable import OverlayCore

@Suite("Forwarding")
struct ForwardingTests {
  /// The pairs of four nodes, one bit each.
  private static let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]

  @Test("finds every direct or one-relay path of four nodes, for all 64 sets of dead links")
  func exhaustive() {
    for dead in 0..<64 {
      let mesh = PlainMesh(4, seed: UInt64(dead) + 1)
      mesh.run(for: .seconds(3))
      for (bit, pair) in Self.pairs.enumerated() where dead >> bit & 1 == 1 {
        mesh.cut(pair.0, pair.1)
      }
      mesh.run(for: .seconds(14))
      for source in 0..<4 {
        for destination in 0..<4 where destination != source {
          check(mesh, source, destination, dead)
        }
      }
    }
  }

  private func check(_ mesh: PlainMesh, _ source: Int, _ destination: Int, _ dead: Int) {
    func works(_ first: Int, _ second: Int) -> Bool { !mesh.cuts.contains([first, second]) }
    let relays = (0..<4).filter {
      $0 != source && $0 != destination && works(source, $0) && works($0, destination)
    }
    let walk = mesh.walk(from: source, to: destination)
    #expect(Set(walk).count == walk.count, "loop \(walk) with dead links \(dead)")
    if works(source, destination) || !relays.isEmpty {
      #expect(walk.last == destination, "\(source) to \(destination), dead links \(dead)")
    }
  }

  @Test("never loops while views are stale: links die and packets go at once", arguments: 1...40)
  func staleViews(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let mesh = PlainMesh(6, seed: seed)
    mesh.run(for: .seconds(3))
    for _ in 0..<40 {
      let first = Int(random.next() % 6)
      let second = Int(random.next() % 6)
      if first != second {
        if random.chance(0.4) { mesh.cuts = [] } else { mesh.cut(first, second) }
      }
      mesh.run(for: .milliseconds(random.next() % 400))
      for source in 0..<6 {
        for destination in 0..<6 where destination != source {
          let walk = mesh.walk(from: source, to: destination)
          #expect(Set(walk).count == walk.count, "loop \(walk), seed \(seed)")
          #expect(walk.count <= Int(Limits.hopLimit) + 1)
        }
      }
    }
  }

  @Test(
    "takes the path that a brute-force search finds best, within the hysteresis", arguments: 1...20)
  func oracle(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let count = 8
    let delays = (0..<count).map { _ in (0..<count).map { _ in 1 + random.next() % 100 } }
    let mesh = PlainMesh(count, seed: seed)
    mesh.delay = { from, to in .milliseconds(delays[min(from, to)][max(from, to)]) }
    mesh.run(for: .seconds(40))
    for trafficClass in [TrafficClass.latency, .balanced] {
      for source in 0..<count {
        for destination in 0..<count where destination != source {
          let walk = mesh.walk(from: source, to: destination, class: trafficClass)
          func cost(_ hops: [Int]) -> Double {
            let delay = zip(hops, hops.dropFirst()).reduce(0.0) {
              $0 + mesh.delay($1.0, $1.1).inMilliseconds
            }
            return delay + PathMetric.relayMilliseconds * Double(hops.count - 2)
          }
          let others = (0..<count).filter { $0 != source && $0 != destination }
          let paths = [[source, destination]] + others.map { [source, $0, destination] }
          let best = try #require(paths.map(cost).min())
          // The wire rounds a link's round trip down to 16 µs, and hysteresis may keep what it has.
          let bound = (best + 2) / 0.95 + 1
          #expect(cost(walk) <= bound, "\(walk) costs \(cost(walk)), best \(best)")
        }
      }
    }
  }

  @Test(
    "goes straight again after a failure, on a local network too", arguments: TrafficClass.allCases)
  func returnsToTheDirectPath(trafficClass: TrafficClass) {
    let mesh = PlainMesh(3)
    mesh.delay = { _, _ in .microseconds(50) }
    func stream(for interval: Interval) {
      let end = mesh.now + interval
      while mesh.now < end {
        _ = mesh.walk(from: 0, to: 1, class: trafficClass)
        mesh.run(for: .milliseconds(10))
      }
    }
    mesh.run(for: .seconds(3))
    stream(for: .milliseconds(500))
    mesh.cut(0, 1)
    stream(for: .seconds(1))
    #expect(mesh.walk(from: 0, to: 1, class: trafficClass) == [0, 2, 1])
    mesh.cuts = []
    stream(for: .seconds(3))
    #expect(mesh.walk(from: 0, to: 1, class: trafficClass) == [0, 1])
  }

  @Test("a relay that has just lost the destination passes on through another or refuses")
  func relayReroutes() {
    let mesh = PlainMesh(4)
    mesh.run(for: .seconds(3))
    mesh.cut(0, 1)
    mesh.run(for: .seconds(13))
    let relay = mesh.walk(from: 0, to: 1)[1]
    mesh.cut(relay, 1)
    // Node 0 has not heard of it yet; the relay finds out from its own silence.
    mesh.run(for: .milliseconds(1))
    if let link = mesh.hosts[relay].linkTo[1] { mesh.hosts[relay].node.failLink(link, mesh.now) }
    let walk = mesh.walk(from: 0, to: 1)
    #expect(walk.count == 4)
    #expect(walk.last == 1)
    #expect(Set(walk).count == 4)
  }

  @Test("a packet whose transmissions are spent goes no further")
  func hopLimit() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    let header = PacketHeader(
      hopLimit: 1, trafficClass: .balanced, kind: .ip, flowLabel: 1, sequence: 1,
      source: PlainMesh.identity(0), destination: PlainMesh.identity(2))
    let arrival = try #require(mesh.hosts[1].linkTo[0])
    let verdict = mesh.hosts[1].node.route(header, from: arrival, now: mesh.now)
    #expect(verdict == .drop(.hopLimit))
  }

  @Test("copies leave over distinct neighbours, and the second to be proven is dropped")
  func copies() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    let (header, verdict) = mesh.hosts[0].node.originate(
      to: PlainMesh.identity(1), trafficClass: .redundant, kind: .ip, flow: 1, now: mesh.now)
    guard case .forward(let hops) = verdict else {
      Issue.record("no way: \(verdict)")
      return
    }
    #expect(header.isCopied)
    #expect(Set([mesh.hosts[0].hostOn[hops.first], mesh.hosts[0].hostOn[hops.second]]) == [1, 2])
    let direct = try #require(mesh.hosts[1].linkTo[0])
    let relayed = try #require(mesh.hosts[1].linkTo[2])
    for arrival in [direct, relayed] {
      #expect(mesh.hosts[1].node.route(header, from: arrival, now: mesh.now) == .deliver)
    }
    #expect(mesh.hosts[1].node.admitDelivered(header, now: mesh.now) == true)
    #expect(mesh.hosts[1].node.admitDelivered(header, now: mesh.now) == false)
    // Whoever took the mark of a copy away on its way would have it delivered twice.
    var unmarked = header
    unmarked.isCopied = false
    #expect(mesh.hosts[1].node.admitDelivered(unmarked, now: mesh.now) == false)
  }

  @Test("routing a header that nobody has proven is remembered by no filter")
  func unprovenHeaders() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    let arrival = try #require(mesh.hosts[1].linkTo[2])
    var header = PacketHeader(
      hopLimit: 3, trafficClass: .redundant, kind: .ip, isCopied: true, flowLabel: 7,
      sequence: 1_000_000, source: PlainMesh.identity(0), destination: PlainMesh.identity(1))
    #expect(mesh.hosts[1].node.route(header, from: arrival, now: mesh.now) == .deliver)
    header.sequence = 5
    #expect(mesh.hosts[1].node.admitDelivered(header, now: mesh.now) == true)
  }

  @Test("a control frame longer than any of ours is refused whatever it says, but for size probes")
  func longFrames() throws {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(3))
    let arrival = try #require(mesh.hosts[0].linkTo[1])
    for kind in FrameKind.allCases where kind != .beacon {
      let frame =
        [kind.rawValue] + [UInt8](repeating: 1, count: Limits.controlFrameBytesMax)
      #expect(throws: DecodeError.tooLong) {
        try mesh.hosts[0].node.receive(frame.span, on: arrival, now: mesh.now)
      }
    }
    var probe = Beacon()
    probe.paddedBytes = 1_400
    var frame = [UInt8](repeating: 0, count: 1_400)
    var span = frame.mutableSpan
    #expect(probe.write(to: &span, at: 0) == 1_400)
    #expect(throws: Never.self) {
      try mesh.hosts[0].node.receive(frame.span, on: arrival, now: mesh.now)
    }
  }

  @Test("constrained multicast starts when no candidate is above the threshold")
  func constrainedMulticast() throws {
    let mesh = PlainMesh(3, seed: 5)
    mesh.loss = { _, _ in 0.45 }
    var sawCopies = false
    let end = mesh.now + .seconds(60)
    while mesh.now < end, !sawCopies {
      for (from, host) in mesh.hosts.enumerated() {
        for (to, link) in host.linkTo where to != from { host.node.markUsed(link, mesh.now) }
      }
      mesh.run(for: .milliseconds(50))
      let (header, verdict) = mesh.hosts[0].node.originate(
        to: PlainMesh.identity(1), trafficClass: .balanced, kind: .ip, flow: 1, now: mesh.now)
      if case .forward(let hops) = verdict, hops.count == 2 { sawCopies = header.isCopied }
    }
    #expect(sawCopies)
  }
}
