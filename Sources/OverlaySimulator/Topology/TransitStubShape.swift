public import OverlayCore

/// How a transit-stub graph is drawn: its size, how densely its domains are wired, how many stubs
/// have a second provider, and what its links cost.
///
/// A transit-stub graph imitates the Internet of providers and customers: a few *transit domains*,
/// wired to each other, and behind each of their routers some *stub domains*. It has
/// N = T·N_T·(1 + K·N_S) routers: T transit domains of N_T routers, each with K stubs of N_S.
/// Source: Zegura, Calvert, Bhattacharjee, "How to model an internetwork", INFOCOM 1996; Tapestry
/// (ICNP 2003, section 4.1) uses seven graphs of 5000 and does not give their parameters.
public struct TransitStubShape: Hashable, Sendable {
  /// Number of transit domains, T, at least one.
  public var transitDomains: Int
  /// Routers in each transit domain, N_T, at least one.
  public var transitNodes: Int
  /// Stub domains behind each transit router, K.
  public var stubsPerTransitNode: Int
  /// Routers in each stub domain, N_S, at least one.
  public var stubNodes: Int

  /// Probability of a link between two routers of one transit domain, which is connected anyway.
  public var transitEdgeProbability = 0.6
  /// Probability of a link between two transit domains; their graph is connected anyway.
  public var domainEdgeProbability = 0.5
  /// Probability of a link between two routers of one stub domain, which is connected anyway.
  public var stubEdgeProbability: Double

  /// Mean number of further transit routers that a stub domain is linked to, beside its own: 0.5
  /// gives every second stub a second provider, 1.25 every stub one and every fourth another.
  ///
  /// This decides how far routing around failures can get (Tapestry, figure 14): the only link of
  /// a stub cannot be routed around by anybody. The default of one half is our choice. A further
  /// provider is a transit router next to the first: routers that are next to each other are about
  /// as far apart as two providers of one site should be, random ones would make every such stub
  /// a short cut across the world.
  public var extraTransitLinks = 0.5
  /// Mean number of links from a stub domain to another stub domain nearby. Our choice.
  public var extraStubLinks = 0.1

  /// Mean latency of a link between transit routers, one way.
  public var transitLatency = Interval.milliseconds(100)
  /// Mean latency of a link from a stub to a transit router or to another stub, one way.
  public var stubTransitLatency = Interval.milliseconds(10)
  /// Mean latency of a link inside a stub, one way.
  public var stubLatency = Interval.milliseconds(1)
  /// Latencies are drawn uniformly from `1 ± latencySpread` times their mean; in `0..<1`.
  public var latencySpread = 0.1

  /// Whether stubs forward traffic that neither starts nor ends in them.
  ///
  /// They do not on the Internet, where a customer does not carry one provider's traffic to
  /// another, and so not by default. Overlay nodes in a stub may, which is what an overlay gains.
  public var stubsCarryTransit = false

  /// A graph of this size, with `stubEdgeProbability` as the one density that depends on it.
  public init(
    transitDomains: Int, transitNodes: Int, stubsPerTransitNode: Int, stubNodes: Int,
    stubEdgeProbability: Double
  ) {
    self.transitDomains = transitDomains
    self.transitNodes = transitNodes
    self.stubsPerTransitNode = stubsPerTransitNode
    self.stubNodes = stubNodes
    self.stubEdgeProbability = stubEdgeProbability
  }

  /// 10×5×(1+9×11): exactly 5000 routers, 450 stubs of eleven.
  public static let standard = TransitStubShape(
    transitDomains: 10, transitNodes: 5, stubsPerTransitNode: 9, stubNodes: 11,
    stubEdgeProbability: 0.42)

  /// 4×10×(1+4×31): exactly 5000 routers as well, in 160 larger stubs, whose routers have about
  /// as many links as those of ``standard``.
  public static let largeStubs = TransitStubShape(
    transitDomains: 4, transitNodes: 10, stubsPerTransitNode: 4, stubNodes: 31,
    stubEdgeProbability: 0.15)

  /// The number of transit routers.
  public var transitCount: Int { transitDomains * transitNodes }

  /// The number of stub domains.
  public var stubCount: Int { transitCount * stubsPerTransitNode }

  /// The number of routers, N.
  public var routerCount: Int { transitCount + stubCount * stubNodes }

  /// Refuses what cannot be drawn.
  ///
  /// - Throws: ``TopologyError/outOfRange(_:)`` with the parameter's name.
  public func check() throws(TopologyError) {
    let counts = [
      ("transitDomains", transitDomains, 1), ("transitNodes", transitNodes, 1),
      ("stubsPerTransitNode", stubsPerTransitNode, 0), ("stubNodes", stubNodes, 1),
    ]
    for (name, count, least) in counts where count < least || count > RouterGraph.routersMax {
      throw .outOfRange(name)
    }
    let probabilities = [
      ("transitEdgeProbability", transitEdgeProbability),
      ("domainEdgeProbability", domainEdgeProbability),
      ("stubEdgeProbability", stubEdgeProbability),
    ]
    for (name, probability) in probabilities where !(0...1 ~= probability) {
      throw .outOfRange(name)
    }
    let means = [
      ("extraTransitLinks", extraTransitLinks), ("extraStubLinks", extraStubLinks),
    ]
    for (name, mean) in means where !(0...TransitStubShape.extraLinksMax ~= mean) {
      throw .outOfRange(name)
    }
    let latencies = [
      ("transitLatency", transitLatency), ("stubTransitLatency", stubTransitLatency),
      ("stubLatency", stubLatency),
    ]
    for (name, latency) in latencies
    where !(Interval.microseconds(1)...RouterLink.latencyMax ~= latency) {
      throw .outOfRange(name)
    }
    guard latencySpread >= 0, latencySpread < 1 else { throw .outOfRange("latencySpread") }
    // The second product can overflow only when the first is too large by itself.
    guard stubCount <= RouterGraph.routersMax, routerCount <= RouterGraph.routersMax else {
      throw .outOfRange("number of routers")
    }
  }

  /// The most further links that a stub may have on average.
  static let extraLinksMax = 16.0
}
