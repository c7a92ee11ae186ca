import OverlayCore
import OverlayLab
import OverlaySimulator
import Testing

@testable import OverlayRuntime
import OverlaySecurity
@testable import Selvedge

@Suite("paths of an application's datagrams")
struct PathTests {
  @Test("datagrams go through a relay when the direct path is cut, and the application is told")
  func relay() async throws {
    let model = NetworkModel(hostCount: 3, seed: 1) { _, _ in PathModel(delay: .milliseconds(4)) }
    let underlay = try EmulatedUnderlay(model)
    defer { underlay.stop() }
    let nodes = try await TestNodes.start(["alice", "bob", "carol"], on: underlay)
    let (sender, receiver) = (try nodes[0].open(port: 9), try nodes[1].open(port: 9))
    try await TestNodes.wait("the direct path") {
      try await nodes[0].path(to: "bob")?.isDirect == true
    }
    var events = nodes[0].events.makeAsyncIterator()
    underlay.apply(.cut(.bothWays(0, 1)))
    try await TestNodes.wait("the path through carol") {
      try? await sender.send([1], to: "bob")
      return try await nodes[0].path(to: "bob")?.relayName == "carol"
    }
    while receiver.receive() != nil {}
    try await TestNodes.wait("a datagram through carol") {
      try? await sender.send([2], to: "bob")
      return receiver.receive()?.payload == [2]
    }
    while let event = await events.next() {
      guard case .routeChanged(let destination, let name, .balanced, let relay, _) = event,
        destination == nodes[1].id, relay == nodes[2].id
      else { continue }
      #expect(name == "bob")
      break
    }
    let links = try await nodes[0].links
    #expect(links.first { $0.name == "carol" }?.state == .up)
    #expect(links.first { $0.name == "bob" }?.state != .up)
    #expect(try await nodes[2].counters["packetsRelayed"] ?? 0 > 0)
    await nodes.stop()
  }

  @Test("a datagram larger than its way is refused with the size that fits, and that size arrives")
  func sizes() async throws {
    let model = NetworkModel(hostCount: 2, seed: 1) { _, _ in
      PathModel(delay: .milliseconds(1), mtu: 1_300)
    }
    let underlay = try EmulatedUnderlay(model)
    defer { underlay.stop() }
    let nodes = try await TestNodes.start(["alice", "bob"], on: underlay)
    let (sender, receiver) = (try nodes[0].open(port: 9), try nodes[1].open(port: 9))
    // The way is searched while there are datagrams.
    try await TestNodes.wait("the narrow way is found") {
      try await sender.send([1], to: "bob")
      return try await nodes[0].maximumDatagramSize(to: "bob") < 1_300
    }
    let limit = try await nodes[0].maximumDatagramSize(to: "bob")
    #expect(limit >= 1_000)
    while receiver.receive() != nil {}
    do throws(SelvedgeError) {
      try await sender.send([UInt8](repeating: 1, count: 1_396), to: "bob")
      Issue.record("it was sent")
    } catch {
      guard case .tooLarge(1_396, let fits) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(1_000..<1_300 ~= fits)
      #expect(error.remedy.contains("maximumDatagramSize"))
    }
    try await sender.send([UInt8](repeating: 2, count: limit), to: "bob")
    var arrivals = receiver.datagrams.makeAsyncIterator()
    while let datagram = await arrivals.next() {
      if datagram.payload.count == limit { break }
    }
    await nodes.stop()
  }

  @Test("what an application reports of a link decides about the paths of a class that asks for it")
  func metrics() async throws {
    let model = NetworkModel(hostCount: 3, seed: 1) { _, _ in PathModel(delay: .milliseconds(2)) }
    let underlay = try EmulatedUnderlay(model)
    defer { underlay.stop() }
    let settings = """
      plane: mesh
      metrics:
        - {name: price, number: 3, unit: ct, better: lower, along-path: sum}
      classes:
        - {name: cheap, number: 9, metric: price}

      """
    let nodes = try await TestNodes.start(
      ["alice", "bob", "carol"], on: underlay, settings: settings)
    let cheap = try #require(try await nodes[0].trafficClass(named: "cheap"))
    #expect(try await nodes[0].trafficClass(named: "latency") == .latency)
    #expect(try await nodes[0].trafficClass(named: "none") == nil)
    for (node, other, price) in [(0, 1, 10.0), (0, 2, 1), (2, 1, 2)] {
      try await nodes[node].report(
        metric: "price", value: price, for: .node(nodes[other].id), lifetime: .seconds(60))
    }
    #expect(try await nodes[0].value(of: "price", for: "bob") == 10)
    #expect(try await nodes[1].value(of: "price", for: "carol") == nil)
    try await TestNodes.wait("the cheap path through carol") {
      try await nodes[0].path(to: "bob", class: cheap)?.relayName == "carol"
    }
    #expect(try await nodes[0].path(to: "bob", class: .latency)?.isDirect == true)
    for (metric, value) in [("prize", 1.0), ("price", -1), ("price", .infinity)] {
      await #expect(throws: SelvedgeError.self) {
        try await nodes[0].report(
          metric: metric, value: value, for: "bob", lifetime: .seconds(1))
      }
    }
    await #expect(throws: SelvedgeError.unknownMember("alice")) {
      try await nodes[0].report(metric: "price", value: 1, for: "alice", lifetime: .seconds(1))
    }
    await nodes.stop()
  }

  @Test("members come and go before an application's eyes")
  func members() async throws {
    let network = try InMemoryNetwork()
    let alice = try await SelvedgeNode.start(.init(network.member("alice")))
    var events = alice.events.makeAsyncIterator()
    let membership = try network.member("bob")
    try membership.introduce(alice.contact)
    let bob = try await SelvedgeNode.start(.init(membership))
    #expect(await events.next() == .memberJoined(bob.id, name: "bob"))
    try await alice.waitUntilReachable("bob", within: .seconds(20))
    let members = try await alice.members
    #expect(members.map(\.name) == ["alice", "bob"])
    #expect(members.map(\.isSelf) == [true, false])
    #expect(members.allSatisfy { $0.isReachable })
    #expect(members.map(\.ipv4) == ["10.99.0.1", "10.99.0.2"])
    await bob.stop()
    while let event = await events.next() {
      if event == .memberLeft(bob.id, name: "bob") { break }
    }
    await #expect(throws: SelvedgeError.unknownMember("bob")) {
      try await alice.waitUntilReachable("bob", within: .milliseconds(100))
    }
    await alice.stop()
  }

  @Test("datagrams too short for their ports, and for ports that nobody opened, are counted")
  func wrongDatagrams() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let receiver = try nodes[1].open(port: 9)
    let bob = nodes[1].id
    let isSent = try await nodes[0].ask { host in
      guard let daemon = host as? Daemon else { return false }
      let arena = PacketArena(count: 1)
      let payload = PacketLayout.headroom..<(PacketLayout.headroom + 3)
      guard
        case .forward(let packet, let hops) = daemon.node.send(
          .datagram, to: bob, trafficClass: .balanced, flow: 1, payload: payload,
          now: daemon.loop.clock.now)
      else { return false }
      daemon.underlay.send(
        packet, to: hops, from: arena[0], node: &daemon.node, now: daemon.loop.clock.now)
      daemon.underlay.flush()
      return true
    }
    #expect(isSent)
    try await nodes[0].open(port: 9).send([1], to: "bob", port: 10)
    try await TestNodes.wait("both are counted") {
      let counters = try await nodes[1].counters
      return counters["datagramsMalformed"] == 1 && counters["portsUnknown"] == 1
    }
    #expect(receiver.receive() == nil)
    #expect(receiver.statistics == .init(received: 0, overflowed: 0))
    await nodes.stop()
  }
}
