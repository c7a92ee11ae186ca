import Testing

@testable import OverlayCore

@Suite("Choice by metric")
struct MetricChoiceTests {
  /// A pair of paths through one relay: delay of each link, its loss, and how much the delay varies.
  private struct Way {
    var delay: UInt64
    var loss: Double
    var variation: UInt64
  }

  /// By relay; the direct way, 0, is worse than all.
  private static let ways: [Int: Way] = [
    0: Way(delay: 250, loss: 0.1, variation: 40),
    2: Way(delay: 12, loss: 0.12, variation: 6),
    3: Way(delay: 60, loss: 0, variation: 10),
    4: Way(delay: 90, loss: 0.04, variation: 0),
    5: Way(delay: 20, loss: 0.015, variation: 8),
  ]

  private static func mesh(seed: UInt64, _ classes: [(TrafficClass, ClassRule)] = []) -> PlainMesh {
    var configuration = NodeConfiguration.standard
    configuration.classes = ClassTable(configured: classes)
    let mesh = PlainMesh(6, seed: seed, configuration: configuration)
    var random = SeededRandom(seed: seed)
    func way(_ from: Int, _ to: Int) -> Way? {
      let ends = [min(from, to), max(from, to)]
      if ends == [0, 1] { return ways[0] }
      return ends[0] <= 1 ? ways[ends[1]] : nil
    }
    mesh.delay = { from, to in
      guard let way = way(from, to) else { return .milliseconds(100) }
      return .milliseconds(way.delay + (way.variation > 0 ? random.next() % way.variation : 0))
    }
    mesh.loss = { from, to in way(from, to)?.loss ?? 0 }
    // Links are measured well where packets pass.
    let end = mesh.now + .seconds(60)
    while mesh.now < end {
      for trafficClass in TrafficClass.allCases + classes.map(\.0) {
        _ = mesh.walk(from: 0, to: 1, class: trafficClass)
      }
      mesh.run(for: .milliseconds(100))
    }
    return mesh
  }

  @Test("each metric takes the path made for it, on the topology of all", arguments: 1...3)
  func goals(seed: UInt64) {
    let mesh = Self.mesh(seed: seed)
    let wanted: [(TrafficClass, Int)] = [
      (.latency, 2), (.loss, 3), (.jitter, 4), (.throughput, 5), (.balanced, 3),
    ]
    for (trafficClass, relay) in wanted {
      #expect(
        mesh.walk(from: 0, to: 1, class: trafficClass) == [0, relay, 1], "\(trafficClass.name)")
    }
  }

  private static let own = TrafficClass(rawValue: 9) ?? .balanced

  private func walk(_ rule: ClassRule) -> [Int] {
    Self.mesh(seed: 3, [(Self.own, rule)]).walk(from: 0, to: 1, class: Self.own)
  }

  @Test("a class goes through the relay that it prefers, and through no other that it forces")
  func relays() {
    let relay = PlainMesh.identity(5)
    #expect(walk(ClassRule(metric: .loss, relay: .preferred(relay))) == [0, 5, 1])
    #expect(walk(ClassRule(metric: .loss, relay: .forced(relay))) == [0, 5, 1])
    #expect(walk(ClassRule(metric: .loss, relay: .none)) == [0, 1])
  }

  @Test("when the relay is dead, a class that prefers it goes elsewhere and one that forces it not")
  func deadRelay() {
    let relay = PlainMesh.identity(5)
    for (choice, arrives) in [(RelayChoice.preferred(relay), true), (.forced(relay), false)] {
      let mesh = Self.mesh(seed: 3, [(Self.own, ClassRule(metric: .loss, relay: choice))])
      mesh.cut(0, 5)
      mesh.run(for: .seconds(10))
      let walk = mesh.walk(from: 0, to: 1, class: Self.own)
      #expect((walk.last == 1) == arrives, "\(walk)")
    }
  }

  @Test("bounds come before the metric, and when nothing meets them the best goes on")
  func bounds() {
    #expect(walk(ClassRule(metric: .jitter)) == [0, 4, 1])
    #expect(walk(ClassRule(metric: .jitter, latencyMax: .milliseconds(150))) != [0, 4, 1])
    #expect(walk(ClassRule(metric: .latency, lossMax: 0.1)) == [0, 5, 1])
    #expect(walk(ClassRule(metric: .latency, latencyMax: .milliseconds(1))) == [0, 2, 1])
  }

  @Test("packets that were delivered raise what a link is taken to carry, and idleness lowers it")
  func passiveRate() {
    var rate = DeliveredRate()
    var now = Instant(nanoseconds: 1)
    rate.observe(sentBytes: 0, loss: 0, now: now)
    now = now + .seconds(1)
    rate.observe(sentBytes: 1_000_000, loss: 0.1, now: now)
    #expect((899_990...900_000).contains(rate.best))
    now = now + .seconds(30)
    rate.observe(sentBytes: 1_000_000, loss: 0, now: now)
    #expect((449_990...450_000).contains(rate.best))
    now = now + .seconds(86_400)
    rate.observe(sentBytes: 1_000_000, loss: 0, now: now)
    #expect(rate.best < 20_000)
  }
}
