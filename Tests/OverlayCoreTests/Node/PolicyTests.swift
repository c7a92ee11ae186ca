import Testing

@testable import OverlayCore

@Suite("Policies")
struct PolicyTests {
  private static let research = TrafficClass(rawValue: 8) ?? .balanced
  /// MIT, Utah, ArosNet and MediaOne (RON, section 4).
  private static let (mit, utah, aros, media) = (0, 1, 2, 3)

  private static func mesh(_ policy: PolicyTable, _ count: Int = 4, seed: UInt64 = 1) -> PlainMesh {
    var configuration = NodeConfiguration.standard
    configuration.classes = ClassTable(configured: [(research, ClassRule(metric: .latency))])
    configuration.policy = policy
    let mesh = PlainMesh(count, seed: seed, configuration: configuration)
    mesh.run(for: .seconds(3))
    return mesh
  }

  /// Only the research group's traffic may take Internet2, which joins MIT and Utah; all other
  /// traffic takes the commercial paths (RON, section 3.2).
  private static let internet2 = PolicyTable([
    PolicyRule(
      isAllowed: true, scope: .between(PlainMesh.identity(mit), PlainMesh.identity(utah)),
      classes: PolicyRule.bit(of: research)),
    PolicyRule(
      isAllowed: false, scope: .between(PlainMesh.identity(mit), PlainMesh.identity(utah))),
  ])

  @Test("the paper's example: research goes over Internet2, and commercial traffic around it")
  func paper() {
    let mesh = Self.mesh(Self.internet2)
    #expect(mesh.walk(from: Self.mit, to: Self.utah, class: Self.research) == [0, 1])
    let commercial = mesh.walk(from: Self.mit, to: Self.utah)
    #expect(commercial.count == 3 && commercial.last == Self.utah, "\(commercial)")
    let through = mesh.walk(from: Self.aros, to: Self.utah)
    #expect(through == [2, 1])
  }

  @Test("forbidden traffic is dropped, and counted, when no other way is left")
  func noDelivery() {
    let mesh = Self.mesh(Self.internet2)
    for other in [Self.aros, Self.media] { mesh.cut(Self.mit, other) }
    mesh.run(for: .seconds(60))
    let (_, verdict) = mesh.hosts[0].node.originate(
      to: PlainMesh.identity(Self.utah), trafficClass: .balanced, kind: .ip, flow: 1, now: mesh.now)
    #expect(verdict == .drop(.policy))
    let counters = mesh.hosts[0].node.routingCounters
    #expect(counters.forbidden == 1)
    #expect(mesh.walk(from: Self.mit, to: Self.utah, class: Self.research) == [0, 1])
    let reports = mesh.hosts[0].node.routeReports(now: mesh.now)
    let route = reports.first {
      $0.destination == PlainMesh.identity(Self.utah) && $0.trafficClass == .balanced
    }
    #expect(route?.paths.isEmpty == true)
    #expect(route?.forbidden == [ForbiddenWay(relay: nil, rule: 1)], "it says why")
  }

  @Test("a relay enforces what the source does not")
  func relayEnforces() throws {
    let mesh = Self.mesh(.none)
    let policy = PolicyTable([
      PolicyRule(isAllowed: false, scope: .through(PlainMesh.identity(2)))
    ])
    let classes = mesh.hosts[2].node.configuration.classes
    mesh.hosts[2].node.set(policy: policy, classes: classes)
    let header = PacketHeader(
      hopLimit: 2, trafficClass: .balanced, kind: .ip, flowLabel: 1, sequence: 0,
      source: PlainMesh.identity(0), destination: PlainMesh.identity(1))
    let arrival = try #require(mesh.hosts[2].linkTo[0])
    let verdict = mesh.hosts[2].node.route(header, from: arrival, now: mesh.now)
    #expect(verdict == .drop(.policy))
    let counters = mesh.hosts[2].node.routingCounters
    #expect(counters.forbidden == 1)
    var own = header
    own.destination = PlainMesh.identity(2)
    let ownVerdict = mesh.hosts[2].node.route(own, from: arrival, now: mesh.now)
    #expect(ownVerdict == .deliver)
  }

  @Test("a rule for office hours stops holding when they end")
  func hours() {
    var policy = PolicyTable([
      PolicyRule(
        isAllowed: false, scope: .between(PlainMesh.identity(0), PlainMesh.identity(1)),
        hours: HoursOfDay(from: 480, to: 1_080))
    ])
    // Monday, a few seconds before six in the evening.
    policy.setTime(946_857_600 + 18 * 3_600 - 8, at: Instant(nanoseconds: 1_000_000_000))
    let mesh = Self.mesh(policy)
    #expect(mesh.walk(from: 0, to: 1).count == 3)
    mesh.run(for: .seconds(6))
    _ = mesh.walk(from: 0, to: 1)
    mesh.run(for: .seconds(1))
    // The relay costs a millisecond and the way straight there saves ten: it goes back.
    #expect(mesh.walk(from: 0, to: 1) == [0, 1])
  }

  @Test("forbidden traffic never takes a forbidden link, whatever fails", arguments: 1...100)
  func neverCrosses(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let count = 5
    // Who may not use which pair: by pair, the classes and the sources that are denied.
    var denied: [[Int]: (classes: UInt32, sources: [Int])] = [:]
    for first in 0..<count {
      for second in 0..<first where random.chance(0.4) {
        let classes: UInt32 = random.chance(0.5) ? ~0 : UInt32(random.next() % 4 + 1)
        let sources = random.chance(0.5) ? [] : [Int(random.next() % UInt64(count))]
        denied[[second, first]] = (classes, sources)
      }
    }
    let rules = denied.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { pair, who in
      PolicyRule(
        isAllowed: false,
        scope: .between(PlainMesh.identity(pair[0]), PlainMesh.identity(pair[1])),
        sources: who.sources.map(PlainMesh.identity), classes: who.classes)
    }
    let mesh = Self.mesh(PolicyTable(rules), count, seed: seed)
    for _ in 0..<8 {
      mesh.cuts = []
      for _ in 0..<random.next() % 5 {
        let (first, second) = (Int(random.next() % 5), Int(random.next() % 5))
        if first != second { mesh.cut(first, second) }
      }
      for _ in 0..<6 {
        mesh.run(for: .milliseconds(random.next() % 700))
        for trafficClass in [TrafficClass.balanced, .latency] {
          check(mesh, trafficClass, denied)
        }
      }
    }
  }

  private func check(
    _ mesh: PlainMesh, _ trafficClass: TrafficClass,
    _ denied: [[Int]: (classes: UInt32, sources: [Int])]
  ) {
    for source in mesh.hosts.indices {
      for destination in mesh.hosts.indices where destination != source {
        let walk = mesh.walk(from: source, to: destination, class: trafficClass)
        for (from, to) in zip(walk, walk.dropFirst()) {
          guard let who = denied[[min(from, to), max(from, to)]] else { continue }
          let isForbidden =
            who.classes >> UInt32(trafficClass.rawValue) & 1 == 1
            && (who.sources.isEmpty || who.sources.contains(source))
          #expect(!isForbidden, "\(walk) as \(trafficClass.name)")
        }
      }
    }
  }
}
