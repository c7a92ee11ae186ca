import OverlayCore

@testable import OverlaySimulator

/// A graph small enough for an oracle that tries everything.
struct SmallWorld {
  let graph: RouterGraph
  let seed: UInt64

  init(seed: UInt64, stubsCarryTransit: Bool = false) throws {
    var shape = TransitStubShape(
      transitDomains: 2, transitNodes: 2, stubsPerTransitNode: 2, stubNodes: 4,
      stubEdgeProbability: 0.4)
    shape.extraTransitLinks = 0.8
    shape.extraStubLinks = 0.3
    // Few different latencies, so that ties are common.
    shape.transitLatency = .microseconds(20)
    shape.stubTransitLatency = .microseconds(10)
    shape.stubLatency = .microseconds(5)
    shape.latencySpread = 0.2
    shape.stubsCarryTransit = stubsCarryTransit
    graph = try RouterGraph.transitStub(shape, seed: seed)
    self.seed = seed
  }

  /// A network with a host on every third router.
  func network(reconvergence: Interval?) -> RoutedNetwork {
    RoutedNetwork(
      graph: graph, routers: Array(stride(from: 0, to: graph.routerCount, by: 3)),
      reconvergence: reconvergence)
  }

  /// The two directions that a link offers to a path that starts at `source`, by the rule that no
  /// foreign stub is left.
  private func arcs(from source: Int, without down: Set<Int>) -> [(Int, Int, UInt64)] {
    graph.links.indices.filter { !down.contains($0) }.flatMap { number in
      let link = graph.links[number]
      let ends = [
        (Int(link.first), Int(link.second)), (Int(link.second), Int(link.first)),
      ]
      return ends.filter { from, to in
        graph.stubsCarryTransit || graph.stubs[from] == RouterGraph.noStub
          || graph.stubs[from] == graph.stubs[source] || graph.stubs[from] == graph.stubs[to]
      }.map { ($0.0, $0.1, UInt64(link.microseconds)) }
    }
  }

  /// Latencies from `source` to all routers, by relaxing every link as often as there are routers
  /// (Bellman and Ford); nil where no path leads.
  func latencies(from source: Int, without down: Set<Int> = []) -> [UInt64?] {
    let arcs = arcs(from: source, without: down)
    var best = [UInt64?](repeating: nil, count: graph.routerCount)
    best[source] = 0
    for _ in 0..<graph.routerCount {
      for (from, to, cost) in arcs {
        guard let start = best[from] else { continue }
        best[to] = min(best[to] ?? .max, start + cost)
      }
    }
    return best
  }
}
