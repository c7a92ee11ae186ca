import OverlayCore

/// Draws one transit-stub graph, link by link.
///
/// Routers are numbered transit domain by transit domain, then stub by stub in the order of the
/// transit routers that the stubs hang on.
struct TransitStubDraft {
  let shape: TransitStubShape
  var random: SeededRandom
  private(set) var links: [RouterLink] = []
  /// Transit routers next to each transit router.
  private var neighbours: [[Int]]

  init(shape: TransitStubShape, seed: UInt64) {
    self.shape = shape
    random = SeededRandom(seed: seed)
    neighbours = Array(repeating: [], count: shape.transitCount)
  }

  /// Draws all links. The order is part of what a seed means.
  mutating func draw() {
    drawTransit()
    for stub in 0..<shape.stubCount { drawStub(stub) }
    for stub in 0..<shape.stubCount { drawExtraLinks(of: stub) }
  }

  /// The stub domain of each router.
  var stubs: [UInt16] {
    Array(repeating: RouterGraph.noStub, count: shape.transitCount)
      + (0..<shape.stubCount).flatMap { stub in
        Array(repeating: UInt16(stub), count: shape.stubNodes)
      }
  }

  private mutating func drawTransit() {
    for domain in 0..<shape.transitDomains {
      let pairs = connectedPairs(count: shape.transitNodes, shape.transitEdgeProbability)
      for (first, second) in pairs {
        linkTransit(
          domain * shape.transitNodes + first, domain * shape.transitNodes + second)
      }
    }
    for (first, second) in connectedPairs(count: shape.transitDomains, shape.domainEdgeProbability)
    {
      linkTransit(
        first * shape.transitNodes + below(shape.transitNodes),
        second * shape.transitNodes + below(shape.transitNodes))
    }
  }

  private mutating func linkTransit(_ first: Int, _ second: Int) {
    append(first, second, latency: shape.transitLatency)
    neighbours[first].append(second)
    neighbours[second].append(first)
  }

  private mutating func drawStub(_ stub: Int) {
    let base = firstRouter(of: stub)
    for (first, second) in connectedPairs(count: shape.stubNodes, shape.stubEdgeProbability) {
      append(base + first, base + second, latency: shape.stubLatency)
    }
    append(
      anyRouter(of: stub), stub / shape.stubsPerTransitNode, latency: shape.stubTransitLatency)
  }

  private mutating func drawExtraLinks(of stub: Int) {
    let home = stub / shape.stubsPerTransitNode
    for _ in 0..<count(withMean: shape.extraTransitLinks) where !neighbours[home].isEmpty {
      let provider = neighbours[home][below(neighbours[home].count)]
      append(anyRouter(of: stub), provider, latency: shape.stubTransitLatency)
    }
    for _ in 0..<count(withMean: shape.extraStubLinks) {
      // A stub behind the same transit router or behind one next to it.
      let choice = below(neighbours[home].count + 1)
      let transit = choice == 0 ? home : neighbours[home][choice - 1]
      let other = transit * shape.stubsPerTransitNode + below(shape.stubsPerTransitNode)
      if other == stub { continue }
      append(anyRouter(of: stub), anyRouter(of: other), latency: shape.stubTransitLatency)
    }
  }

  private mutating func append(_ first: Int, _ second: Int, latency: Interval) {
    let drawn = random.jittered(latency, by: shape.latencySpread)
    links.append(RouterLink(first, second, latency: min(drawn, RouterLink.latencyMax)))
  }

  private func firstRouter(of stub: Int) -> Int {
    shape.transitCount + stub * shape.stubNodes
  }

  private mutating func anyRouter(of stub: Int) -> Int {
    firstRouter(of: stub) + below(shape.stubNodes)
  }

  private mutating func below(_ bound: Int) -> Int {
    Int.random(in: 0..<bound, using: &random)
  }

  /// A whole number with this mean: its floor, or one more.
  private mutating func count(withMean mean: Double) -> Int {
    Int(mean) + (random.chance(mean - Double(Int(mean))) ? 1 : 0)
  }

  /// Each pair of `0..<count` with the given probability, and then as few more as make the graph
  /// connected.
  ///
  /// Drawing again until the graph happens to be connected, as GT-ITM does, never ends when the
  /// probability is low.
  private mutating func connectedPairs(
    count: Int, _ probability: Double
  ) -> [(Int, Int)] {
    var sets = DisjointSets(count: count)
    var pairs: [(Int, Int)] = []
    for second in 0..<count {
      for first in 0..<second where random.chance(probability) {
        pairs.append((first, second))
        sets.unite(first, second)
      }
    }
    let order = Array(0..<count).shuffled(using: &random)
    for (place, second) in order.enumerated().dropFirst() {
      let first = order[below(place)]
      if sets.unite(first, second) { pairs.append((first, second)) }
    }
    return pairs
  }
}
