import Testing

@testable import OverlayCore

@Suite("Link state of a member that says anything")
struct HostileLinkStateTests {
  private static let definitions = MetricDefinition.Composition.allCases.enumerated().flatMap {
    place, composition in
    MetricDefinition.Direction.allCases.enumerated().map { other, direction in
      MetricDefinition(
        number: UInt8(2 * place + other), name: "metric-\(place)-\(other)", unit: "",
        direction: direction, composition: composition)
    }
  }

  private static func mesh() -> PlainMesh {
    var configuration = NodeConfiguration.standard
    // One number is left undefined.
    configuration.metrics = definitions.filter { $0.number != 7 }
    configuration.classes = ClassTable(
      configured: (0..<8).compactMap { number in
        TrafficClass(rawValue: TrafficClass.configuredFirst + number).map {
          ($0, ClassRule(metric: .application(number)))
        }
      })
    let mesh = PlainMesh(4, configuration: configuration)
    mesh.run(for: .seconds(3))
    return mesh
  }

  /// The bytes of an update whose fields are all drawn, edges of their ranges often.
  private static func update(
    _ random: inout SeededRandom, from version: UInt64, about nodes: [NodeID]
  ) -> [UInt8] {
    func word(_ edges: [UInt64]) -> UInt64 {
      random.chance(0.5) ? edges[Int(random.next() % UInt64(edges.count))] : random.next()
    }
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    var writer = ByteWriter()
    writer.byte(FrameKind.linkState.rawValue, to: &span)
    writer.uint64(version, to: &span)
    writer.uint64(version + 1, to: &span)
    writer.byte(UInt8(nodes.count), to: &span)
    for node in nodes {
      writer.nodeID(node, to: &span)
      writer.byte(0x80 | UInt8(random.next() % 3), to: &span)
      let units = word([0, 1, 0xff_ffff])
      writer.byte(UInt8(truncatingIfNeeded: units >> 16), to: &span)
      writer.uint16(UInt16(truncatingIfNeeded: units), to: &span)
      writer.uint16(UInt16(truncatingIfNeeded: word([0, 65_535])), to: &span)
      writer.uint16(UInt16(1_200 + random.next() % 7_801), to: &span)
      writer.uint16(UInt16(truncatingIfNeeded: word([0, 65_535])), to: &span)
      writer.uint16(UInt16(truncatingIfNeeded: word([0, 1, 65_535])), to: &span)
      writer.byte(8, to: &span)
      for metric in 0..<8 as Range<UInt8> {
        writer.byte(metric, to: &span)
        // Not finite and negative ones are refused with the whole frame; that is not the point here.
        let drawn = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0x7f7f_ffff)
        let edges: [Float] = [0, 1, 1.5, 2, 1e12, 1.5e12, .greatestFiniteMagnitude, 1e-30]
        let value = random.chance(0.6) ? edges[Int(random.next() % 8)] : drawn
        writer.uint32(value.bitPattern, to: &span)
        writer.uint16(UInt16(truncatingIfNeeded: word([1, 65_535])), to: &span)
      }
    }
    return Array(bytes[..<writer.position])
  }

  @Test("makes no path cost less than nothing, or what cannot be compared", arguments: 1...20)
  func costs(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let mesh = Self.mesh()
    for metric in 0..<8 as Range<UInt8> {
      for other in 1..<4 {
        _ = mesh.hosts[0].node.report(
          0.5, of: metric, about: PlainMesh.identity(other), lifetime: .seconds(3_600),
          now: mesh.now)
      }
    }
    let destination = try #require(mesh.hosts[0].node.members.slot(of: PlainMesh.identity(1)))
    for _ in 0..<200 {
      let liar = 2 + Int(random.next() % 2)
      let link = try #require(mesh.hosts[0].linkTo[liar])
      let others = [1, 5 - liar].map(PlainMesh.identity)
      let slot = try #require(mesh.hosts[0].node.members.slot(of: PlainMesh.identity(liar)))
      let frame = Self.update(
        &random, from: mesh.hosts[0].node.database.version(of: slot), about: others)
      try mesh.hosts[0].node.receive(frame.span, on: link, now: mesh.now)
      for number in 0..<UInt8(TrafficClass.configuredFirst + 8) {
        let trafficClass = try #require(TrafficClass(rawValue: number))
        let index = mesh.hosts[0].node.freshRoute(to: destination, trafficClass, now: mesh.now)
        let route = mesh.hosts[0].node.routes[index]
        for rank in 0..<route.count where !(route[rank].cost >= 0 && route[rank].cost.isFinite) {
          Issue.record("\(trafficClass.name): a path costs \(route[rank].cost)")
          return
        }
      }
    }
    #expect(mesh.hosts[0].node.routingCounters.metricValuesRefused > 0)
  }

  @Test("values that no definition allows, and metrics that nobody defined, are dropped")
  func refusedValues() throws {
    let mesh = Self.mesh()
    let survival = try #require(Self.definitions.first { $0.composition == .survival })
    let values = [
      MetricValue(metric: survival.number, value: 5, left: .seconds(60)),
      MetricValue(metric: 7, value: 0.5, left: .seconds(60)),
      MetricValue(metric: 0, value: 3, left: .seconds(60)),
    ]
    let entry = LinkStateUpdate.Entry(
      node: PlainMesh.identity(1), state: .up, roundTrip: .milliseconds(20), loss: 0,
      values: values)
    let update = LinkStateUpdate(fromVersion: 0, toVersion: 1, entries: [entry])
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = update.write(to: &span, at: 0)
    let link = try #require(mesh.hosts[0].linkTo[2])
    let slot = try #require(mesh.hosts[0].node.members.slot(of: PlainMesh.identity(2)))
    let other = try #require(mesh.hosts[0].node.members.slot(of: PlainMesh.identity(1)))
    mesh.hosts[0].node.database.forget(slot)
    try mesh.hosts[0].node.receive(bytes.span.extracting(first: length), on: link, now: mesh.now)
    let kept = mesh.hosts[0].node.database.metrics
    #expect(kept.value(of: 0, from: slot, to: other, now: mesh.now) == 3)
    #expect(kept.value(of: survival.number, from: slot, to: other, now: mesh.now) == nil)
    #expect(kept.value(of: 7, from: slot, to: other, now: mesh.now) == nil)
    #expect(mesh.hosts[0].node.routingCounters.metricValuesRefused == 2)
  }
}
