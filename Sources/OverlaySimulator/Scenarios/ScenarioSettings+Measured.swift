import OverlayCore

extension ScenarioSettings {
  /// The same with no more nodes than there are sites.
  var fitting: ScenarioSettings {
    guard let data = topology.data else { return self }
    var settings = self
    settings.nodes = min(nodes, data.matrix.siteCount)
    return settings
  }
}

extension ScenarioSettings.Topology {
  /// The data that is replayed; nil for a topology that is not measured.
  public var data: MeasuredData? {
    if case .measured(let data) = self { return data }
    return nil
  }

  /// The sites of the data that a run with that seed uses; all when there are no more than nodes.
  func chosenSites(nodes: Int, seed: UInt64) -> [Int] {
    guard let count = data?.matrix.siteCount else { return [] }
    guard count > nodes else { return Array(0..<count) }
    var random = SeededRandom(seed: seed)
    return Array((0..<count).shuffled(using: &random).prefix(nodes)).sorted()
  }

  /// The data between those sites, each pair's two directions made one; nil without data.
  func chosenMatrix(nodes: Int, seed: UInt64) -> RTTMatrix? {
    data?.matrix.restricted(to: chosenSites(nodes: nodes, seed: seed)).symmetric
  }

  /// What a host is called in measurements.
  func name(of host: Int) -> String {
    if case .sites = self, let site = Site(rawValue: host) { return site.memberName }
    return "\(host)"
  }
}
