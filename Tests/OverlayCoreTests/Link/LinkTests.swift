import Testing

@testable import OverlayCore

@Suite("A link")
struct LinkTests {
  private func state(_ mesh: PlainMesh, _ first: Int, _ second: Int) throws -> LinkState {
    let link = try #require(mesh.hosts[first].linkTo[second])
    let quality = mesh.hosts[first].node.quality(of: link)
    return try #require(quality).state
  }

  private func stream(_ mesh: PlainMesh, for interval: Interval) {
    let end = mesh.now + interval
    while mesh.now < end {
      _ = mesh.walk(from: 0, to: 1)
      _ = mesh.walk(from: 1, to: 0)
      mesh.run(for: .milliseconds(10))
    }
  }

  @Test("is down until three beacons were acknowledged, then up")
  func proof() throws {
    let mesh = PlainMesh(2)
    mesh.run(for: .milliseconds(5))
    #expect(try state(mesh, 0, 1) == .down)
    mesh.run(for: .milliseconds(600))
    #expect(try state(mesh, 0, 1) == .up)
  }

  @Test(
    "measures the round trip, whatever the delay of either way",
    arguments: [(1, 1), (10, 40), (200, 5)] as [(UInt64, UInt64)])
  func roundTrip(there: UInt64, back: UInt64) throws {
    let mesh = PlainMesh(2)
    mesh.delay = { from, _ in .milliseconds(from == 0 ? there : back) }
    mesh.run(for: .seconds(30))
    let link = try #require(mesh.hosts[0].linkTo[1])
    let measured = mesh.hosts[0].node.quality(of: link)
    let quality = try #require(measured)
    #expect((quality.roundTrip.inMilliseconds - Double(there + back)).magnitude < 0.01)
  }

  @Test(
    "a neighbour that inflates its holding times looks at most twice as fast",
    arguments: [false, true])
  func inflatedHold(admitsPromptOnes: Bool) throws {
    let mesh = PlainMesh(2)
    mesh.delay = { _, _ in .milliseconds(20) }
    mesh.tamper = { host, bytes in
      guard host == 1, var beacon = try? Beacon(bytes.span) else { return bytes }
      // The liar knows the round trip, and takes all of it away but what is left for noise.
      if beacon.hasEcho, !admitsPromptOnes || beacon.held > 2_000 { beacon.held += 39_000 }
      var changed = bytes
      var span = changed.mutableSpan
      _ = beacon.write(to: &span, at: 0)
      return changed
    }
    stream(mesh, for: .seconds(20))
    let link = try #require(mesh.hosts[0].linkTo[1])
    let measured = mesh.hosts[0].node.quality(of: link)
    let quality = try #require(measured)
    #expect(quality.state == .up)
    #expect(quality.roundTrip >= .milliseconds(19))
  }

  @Test("a frame counter that leaps to the end of its range stops nothing and proves no loss")
  func counterLeap() throws {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(3))
    let link = try #require(mesh.hosts[0].linkTo[1])
    for counter in [UInt64.max - 1, .max, 1 << 63, (1 << 63) - 1] {
      mesh.hosts[0].node.count(link, counter: counter, bytes: 80, isData: false, now: mesh.now)
      mesh.run(for: .seconds(2))
    }
    let measured = mesh.hosts[0].node.quality(of: link)
    let quality = try #require(measured)
    #expect(quality.state == .up)
    #expect(quality.reverseLoss < 0.05)
  }

  @Test("measures loss for each direction by itself")
  func oneWayLoss() throws {
    let mesh = PlainMesh(3)
    mesh.loss = { from, to in (from, to) == (0, 1) ? 0.2 : 0 }
    mesh.run(for: .seconds(2))
    let settled = mesh.now + .seconds(20)
    let end = mesh.now + .seconds(60)
    var sums = (forward: 0.0, reverse: 0.0, count: 0.0)
    while mesh.now < end {
      // Used from both ends, whichever way traffic would choose.
      for (from, to) in [(0, 1), (1, 0)] {
        if let link = mesh.hosts[from].linkTo[to] { mesh.hosts[from].node.markUsed(link, mesh.now) }
      }
      mesh.run(for: .milliseconds(100))
      let link = try #require(mesh.hosts[0].linkTo[1])
      let measured = mesh.hosts[0].node.quality(of: link)
      let quality = try #require(measured)
      guard quality.state == .up, mesh.now > settled else { continue }
      sums.forward += quality.forwardLoss
      sums.reverse += quality.reverseLoss
      sums.count += 1
    }
    #expect(0.1...0.3 ~= sums.forward / sums.count)
    #expect(sums.reverse / sums.count < 0.02)
  }

  @Test("that carries traffic is suspect within 170 ms of going silent both ways")
  func detection() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(1))
    mesh.cut(0, 1)
    stream(mesh, for: .milliseconds(170))
    #expect(try state(mesh, 0, 1) == .suspect)
    #expect(try state(mesh, 1, 0) == .suspect)
  }

  @Test("is suspect at the sender when only its own direction dies")
  func oneWayDetection() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(1))
    mesh.cuts.insert([0, 1])
    stream(mesh, for: .milliseconds(250))
    #expect(try state(mesh, 0, 1) == .suspect)
  }

  @Test("that was idle when it died is found out as fast once traffic wants it")
  func idleDetection() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(6))
    mesh.cut(0, 1)
    mesh.run(for: .milliseconds(500))
    stream(mesh, for: .milliseconds(200))
    #expect(try state(mesh, 0, 1) == .suspect)
  }

  @Test("that dies just as it is put to use is found out though a late frame of its idle time came")
  func wakingDetection() throws {
    let mesh = PlainMesh(3)
    mesh.delay = { _, _ in .milliseconds(30) }
    mesh.run(for: .seconds(6))
    let link = try #require(mesh.hosts[0].linkTo[1])
    mesh.cut(0, 1)
    _ = mesh.walk(from: 0, to: 1)
    mesh.run(for: .milliseconds(10))
    mesh.hosts[0].node.count(link, counter: 1_000, bytes: 100, isData: false, now: mesh.now)
    for _ in 0..<40 {
      _ = mesh.walk(from: 0, to: 1)
      mesh.run(for: .milliseconds(10))
    }
    #expect(try state(mesh, 0, 1) == .suspect)
  }

  @Test("with the ordinary Internet's one per cent of loss is not left and taken again")
  func ordinaryLoss() throws {
    let mesh = PlainMesh(3, seed: 3)
    mesh.delay = { from, to in .milliseconds(from + to == 1 ? 28 : 17) }
    mesh.loss = { from, to in from + to == 1 ? 0.01 : 0.002 }
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(1))
    for host in mesh.hosts { host.effects.removeAll() }
    stream(mesh, for: .seconds(120))
    let switches = mesh.hosts[0].effects.filter {
      if case .routeChanged = $0 { true } else { false }
    }
    #expect(switches.count <= 2)
  }

  @Test("that is idle costs about a beacon every two and a half seconds")
  func idleCost() {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(10))
    mesh.sent = [:]
    mesh.run(for: .seconds(100))
    #expect(70...95 ~= mesh.sent[.beacon] ?? 0)
    #expect(mesh.sent.filter { $0.key != .beacon }.isEmpty)
  }

  @Test("is never suspected falsely in ten minutes of traffic with jitter and two per cent loss")
  func noFalseSuspicion() {
    let mesh = PlainMesh(2, seed: 9)
    var random = SeededRandom(seed: 4)
    mesh.delay = { _, _ in .milliseconds(20 + random.next() % 10) }
    mesh.loss = { _, _ in 0.02 }
    mesh.run(for: .seconds(3))
    for host in mesh.hosts { host.effects.removeAll() }
    let end = mesh.now + .seconds(600)
    while mesh.now < end {
      for (from, to) in [(0, 1), (1, 0)] {
        if let link = mesh.hosts[from].linkTo[to] { mesh.hosts[from].node.markUsed(link, mesh.now) }
      }
      mesh.run(for: .milliseconds(200))
    }
    let changes = mesh.hosts.flatMap(\.effects).filter {
      if case .linkChanged = $0 { true } else { false }
    }
    #expect(changes.isEmpty)
  }

  @Test("that flaps every two seconds is used a handful of times in a minute")
  func flapping() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(1))
    for host in mesh.hosts { host.effects.removeAll() }
    for _ in 0..<15 {
      mesh.cut(0, 1)
      stream(mesh, for: .seconds(2))
      mesh.cuts = []
      stream(mesh, for: .seconds(2))
    }
    let switches = mesh.hosts[0].effects.filter {
      if case .routeChanged = $0 { true } else { false }
    }
    #expect(switches.count <= 6)
  }

  @Test("under RON's profile is probed about every fourteen seconds and down after four losses")
  func ronProfile() throws {
    let mesh = PlainMesh(2, configuration: .ron)
    mesh.run(for: .seconds(100))
    #expect(try state(mesh, 0, 1) == .up)
    mesh.sent = [:]
    mesh.run(for: .seconds(280))
    #expect(35...45 ~= mesh.sent[.beacon] ?? 0)
    mesh.cut(0, 1)
    mesh.run(for: .seconds(32))
    #expect(try state(mesh, 0, 1) != .up)
  }
}
