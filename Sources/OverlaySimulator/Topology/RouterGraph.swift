import OverlayCore

/// Routers and the links between them.
///
/// Routers are named `0..<routerCount` and links `0..<links.count`. Both numbers fit 16 bits, so
/// that the routing tables of four thousand sources take 40 MB and not 160.
public struct RouterGraph: Sendable {
  /// The links, in the order that names them.
  public let links: [RouterLink]
  /// The stub domain that each router is in, or ``noStub`` for a transit router.
  public let stubs: [UInt16]
  /// Whether stubs forward what neither starts nor ends in them.
  public let stubsCarryTransit: Bool

  /// Where each router's arcs start in `arcs`; one more entry than routers.
  let arcStarts: [UInt32]
  /// Where each router's arcs that stay in its domain end: those stand first.
  let innerEnds: [UInt32]
  let arcs: [RouterArc]

  /// The number of routers.
  public var routerCount: Int { stubs.count }

  /// What ``stubs`` says of a router in no stub.
  public static let noStub = UInt16.max
  /// The most routers of a graph: what 16 bits name.
  public static let routersMax = 65_535
  /// The most links of a graph: what 16 bits name, less one value that means none.
  public static let linksMax = 65_535

  /// A graph of these links.
  ///
  /// - Parameters:
  ///   - stubs: The stub domain of each router, ``noStub`` for transit routers. A graph without
  ///     domains has ``noStub`` everywhere.
  ///   - links: Between routers in `0..<stubs.count`.
  ///   - stubsCarryTransit: Whether stubs forward what neither starts nor ends in them.
  /// - Throws: ``TopologyError`` when there are more routers or links than 16 bits can name.
  public init(
    stubs: [UInt16], links: [RouterLink], stubsCarryTransit: Bool = false
  ) throws(TopologyError) {
    guard 1...RouterGraph.routersMax ~= stubs.count else { throw .outOfRange("number of routers") }
    guard links.count <= RouterGraph.linksMax else { throw .tooManyLinks(links.count) }
    var starts = [UInt32](repeating: 0, count: stubs.count + 1)
    for link in links {
      precondition(max(Int(link.first), Int(link.second)) < stubs.count, "no such router")
      starts[Int(link.first) + 1] += 1
      starts[Int(link.second) + 1] += 1
    }
    for router in 0..<stubs.count { starts[router + 1] += starts[router] }
    var next = starts
    var inner = Array(starts.dropLast())
    var arcs = [RouterArc](
      repeating: RouterArc(router: 0, link: 0, microseconds: 0), count: 2 * links.count)
    for isInnerTurn in [true, false] {
      for (number, link) in links.enumerated() {
        let isInner = stubs[Int(link.first)] == stubs[Int(link.second)]
        guard isInner == isInnerTurn else { continue }
        for (from, to) in [(link.first, link.second), (link.second, link.first)] {
          arcs[Int(next[Int(from)])] = RouterArc(
            router: to, link: UInt16(number), microseconds: link.microseconds)
          next[Int(from)] += 1
        }
      }
      if isInnerTurn { inner = Array(next.dropLast()) }
    }
    self.stubs = stubs
    self.links = links
    self.stubsCarryTransit = stubsCarryTransit
    arcStarts = starts
    innerEnds = inner
    self.arcs = arcs
  }

  /// Where the link lies.
  public func kind(of link: Int) -> RouterLinkKind {
    let first = stubs[Int(links[link].first)]
    let second = stubs[Int(links[link].second)]
    if first == second { return first == RouterGraph.noStub ? .transit : .stub }
    return first == RouterGraph.noStub || second == RouterGraph.noStub ? .stubTransit : .stubStub
  }

  /// The links that end at the router.
  public func links(at router: Int) -> [Int] {
    arcs[Int(arcStarts[router])..<Int(arcStarts[router + 1])].map { Int($0.link) }
  }

  /// The part of the graph that each router is in, once the links for which `isDown` says so are
  /// gone. Two routers are connected by cables, whatever routing makes of them, exactly when
  /// their parts are equal.
  public func parts(without isDown: (_ link: Int) -> Bool = { _ in false }) -> [Int] {
    var sets = DisjointSets(count: routerCount)
    for (number, link) in links.enumerated() where !isDown(number) {
      sets.unite(Int(link.first), Int(link.second))
    }
    return (0..<routerCount).map { sets.representative(of: $0) }
  }

  /// All links in a random order. Failing its first k for growing k makes each failure add to
  /// those before it.
  public func failureOrder(seed: UInt64) -> [Int] {
    var random = SeededRandom(seed: seed)
    return Array(links.indices).shuffled(using: &random)
  }
}
