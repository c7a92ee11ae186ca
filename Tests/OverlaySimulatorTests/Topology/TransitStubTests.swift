import OverlayCore
import OverlaySimulator
import Testing

@Suite("transit-stub graphs")
struct TransitStubTests {
  static let shapes = [TransitStubShape.standard, .largeStubs]

  @Test(
    "both shapes have exactly 5000 routers, all connected, whatever the seed", arguments: shapes,
    1...7 as ClosedRange<UInt64>)
  func size(shape: TransitStubShape, seed: UInt64) throws {
    let graph = try RouterGraph.transitStub(shape, seed: seed)
    #expect(shape.routerCount == 5_000)
    #expect(graph.routerCount == 5_000)
    #expect(graph.parts().allSatisfy { $0 == 0 })
    #expect(graph.stubs.filter { $0 == RouterGraph.noStub }.count == shape.transitCount)
  }

  @Test("each domain is connected within itself, even where no link is drawn by chance")
  func domains() throws {
    var shape = TransitStubShape(
      transitDomains: 5, transitNodes: 4, stubsPerTransitNode: 3, stubNodes: 6,
      stubEdgeProbability: 0)
    shape.transitEdgeProbability = 0
    shape.domainEdgeProbability = 0
    shape.extraTransitLinks = 0
    shape.extraStubLinks = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let graph = try RouterGraph.transitStub(shape, seed: seed)
      // A tree in each domain and one of domains: as few links as connect everything.
      #expect(graph.links.count == graph.routerCount - 1)
      let parts = graph.parts { graph.kind(of: $0) == .stubTransit }
      for (router, stub) in graph.stubs.enumerated() where stub != RouterGraph.noStub {
        let first = shape.transitCount + Int(stub) * shape.stubNodes
        #expect(parts[router] == parts[first], "seed \(seed)")
      }
      #expect(parts[..<shape.transitCount].allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test("every stub has its own transit router, and as many further links as was asked for")
  func multihoming() throws {
    for (transit, stub) in [(0.0, 0.0), (0.5, 0.1), (1.25, 0.0)] {
      var shape = TransitStubShape.standard
      shape.extraTransitLinks = transit
      shape.extraStubLinks = stub
      let graph = try RouterGraph.transitStub(shape, seed: 3)
      let kinds = graph.links.indices.map(graph.kind(of:))
      let further = kinds.filter { $0 == .stubTransit }.count - shape.stubCount
      let across = kinds.filter { $0 == .stubStub }.count
      #expect(abs(Double(further) - transit * 450) < 50, "\(further) further transit links")
      // A few stub links lead to the stub itself and are left out.
      #expect(abs(Double(across) - stub * 450) < 25, "\(across) links between stubs")
    }
  }

  @Test("links take about 100, 10 and 1 ms by where they lie")
  func latencies() throws {
    let graph = try RouterGraph.transitStub(seed: 1)
    for (number, link) in graph.links.enumerated() {
      let mean: UInt32 =
        switch graph.kind(of: number) {
        case .transit: 100_000
        case .stubTransit, .stubStub: 10_000
        case .stub: 1_000
        }
      #expect(mean * 9 / 10 - 1...mean * 11 / 10 ~= link.microseconds)
    }
  }

  @Test("equal seeds draw equal graphs, other seeds others")
  func determinism() throws {
    func hash(_ seed: UInt64) throws -> TraceHash {
      var hash = TraceHash()
      for link in try RouterGraph.transitStub(seed: seed).links {
        hash.combine(UInt64(link.first) << 48 | UInt64(link.second) << 32)
        hash.combine(UInt64(link.microseconds))
      }
      return hash
    }
    let hashes = try (1...7 as ClosedRange<UInt64>).map(hash)
    #expect(Set(hashes).count == 7)
    #expect(try hash(1) == hashes[0])
    // What a seed means may change only on purpose: published figures depend on it.
    #expect(hashes[0].description == "0aecce71c5663974")
  }

  @Test("a shape out of range is refused by the name of what is wrong with it")
  func refusals() {
    var shape = TransitStubShape.standard
    shape.stubNodes = 0
    #expect(throws: TopologyError.outOfRange("stubNodes")) { try shape.check() }
    shape = .standard
    shape.extraTransitLinks = .nan
    #expect(throws: TopologyError.outOfRange("extraTransitLinks")) { try shape.check() }
    shape = .standard
    shape.transitDomains = 1_000
    #expect(throws: TopologyError.outOfRange("number of routers")) { try shape.check() }
    shape = TransitStubShape(
      transitDomains: 2, transitNodes: 2, stubsPerTransitNode: 2, stubNodes: 400,
      stubEdgeProbability: 0.9)
    #expect(throws: TopologyError.self) { try RouterGraph.transitStub(shape, seed: 1) }
  }

  @Test("failures come in one order: every link once, and by seed")
  func failureOrder() throws {
    let graph = try RouterGraph.transitStub(seed: 1)
    let order = graph.failureOrder(seed: 5)
    #expect(order.sorted() == Array(graph.links.indices))
    #expect(order == graph.failureOrder(seed: 5))
    #expect(order != graph.failureOrder(seed: 6))
  }
}
