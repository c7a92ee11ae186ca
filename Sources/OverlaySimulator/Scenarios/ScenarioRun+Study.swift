import OverlayCore

// Small meshes of their own, for studies of one mechanism.

extension ScenarioRun {
  /// A mesh of the scenario's nodes whose hosts are all 10 ms from each other, ten seconds after its
  /// start.
  mutating func smallMesh(
    _ hosts: Int, _ configure: (inout NodeConfiguration, [NodeID]) -> Void = { _, _ in }
  ) -> ScaleSimulation {
    let identities = (0..<hosts).map { host in
      NodeID(UInt128(random.next()) << 64 | UInt128(host))
    }
    var node = job.settings.node
    configure(&node, identities)
    var configuration = ScaleConfiguration(seed: random.next(), node: node)
    configuration.identities = identities
    var network = ScaleSimulation(
      configuration,
      underlay: .uniform(
        hostCount: hosts, delay: .milliseconds(10), jitter: .microseconds(200),
        seed: random.next()))
    network.startMesh(Array(0..<hosts))
    return network
  }

  /// Adds what a study's network did to the result.
  mutating func close(_ network: borrowing ScaleSimulation) {
    result.events += network.tally.events
    result.trace.combine(network.trace.value)
    result.accounts += network.violations.map(\.description)
  }
}

extension ScaleSimulation {
  /// Cuts or heals what lies between two hosts, both ways.
  mutating func setCut(_ isCut: Bool, between first: Int, _ second: Int) {
    underlay.setCut(isCut, from: first, to: second)
    underlay.setCut(isCut, from: second, to: first)
  }
}
