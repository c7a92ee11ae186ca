public import OverlayCore

/// The network of a scenario and what its nodes run.
public struct ScenarioSettings: Hashable, Sendable {
  /// The network below.
  public enum Topology: Hashable, Sendable {
    /// One delay between any two hosts, and that much of it varying.
    case uniform(delay: Interval, jitter: Interval)
    /// A transit-stub graph of 5,000 routers with one host on each of some of them.
    case transitStub(largeStubs: Bool, multihoming: Double, seed: UInt64)
    /// The four sites of the RON paper, numbered as in `Site`; perhaps with lines that lose a little.
    case sites(hasLastMile: Bool)
    /// Sites whose round trips were measured, as many as there are nodes, drawn by the seed.
    case measured(MeasuredData)
  }

  /// Which constants the nodes run with.
  public enum Profile: String, Hashable, Sendable, CaseIterable {
    /// Ours.
    case standard
    /// The Tapestry paper's.
    case tapestry
    /// The RON paper's, which are a mesh's.
    case ron
  }

  /// The network below.
  public var topology = Topology.uniform(delay: .milliseconds(20), jitter: .milliseconds(2))
  /// Hosts, which is how many nodes there can be at once.
  public var nodes = 100
  /// The route plane.
  public var plane = RoutePlane.prefix
  /// Which constants.
  public var profile = Profile.standard
  /// In which base identifiers are read; nil for the profile's own.
  public var base: DigitBase?
  /// Backups of an entry; nil for the profile's own.
  public var backups: Int?
  /// Whether tables are repaired after the join, and packets step aside where they have holes.
  public var repairs = true
  /// Between beacons, under the paper's constants.
  public var beaconPeriod = Interval.milliseconds(300)
  /// The α of equation 2, under the paper's constants.
  public var lossGain = 0.2
  /// Share of datagrams that the network loses.
  public var loss = 0.0

  /// A hundred nodes on a local network.
  public init() {}

  /// What each node runs.
  var node: NodeConfiguration {
    var node: NodeConfiguration
    switch profile {
    case .standard: node = plane == .mesh ? .standard : .prefix
    case .tapestry:
      node = NodeConfiguration(
        plane: plane, link: .tapestry(period: beaconPeriod, gain: lossGain), prefix: .tapestry)
    case .ron: node = .ron
    }
    if let base { node.prefix.base = base }
    if let backups { node.prefix.backupsMax = backups }
    node.prefix.repairs = repairs
    node.prefix.stepsAside = repairs
    return node
  }

  /// The network below, hosts placed by the seed.
  ///
  /// - Parameter runSeed: The run's own seed, by which sites are chosen.
  func underlay(seed: UInt64, runSeed: UInt64) throws(TopologyError) -> Underlay {
    switch topology {
    case .uniform(let delay, let jitter):
      return .uniform(
        hostCount: nodes, delay: delay, jitter: jitter, loss: loss, seed: seed)
    case .transitStub(let largeStubs, let multihoming, let graphSeed):
      var shape = largeStubs ? TransitStubShape.largeStubs : .standard
      shape.extraTransitLinks = multihoming
      let graph = try RouterGraph.transitStub(shape, seed: graphSeed)
      let network = RoutedNetwork(
        graph: graph, hostCount: nodes, seed: seed, reconvergence: nil)
      return .routed(network, loss: loss, seed: seed)
    case .sites(let hasLastMile):
      return SiteNetwork.underlay(hasLastMile: hasLastMile, seed: seed)
    case .measured(let data):
      let matrix = topology.chosenMatrix(nodes: nodes, seed: runSeed) ?? data.matrix
      return .measured(matrix, loss: loss, seed: seed)
    }
  }
}
