import OverlayCore
import OverlayLab
import OverlaySimulator
import Selvedge
import Testing

/// Nodes of a network in memory that have met each other.
struct TestNodes {
  let all: [SelvedgeNode]

  subscript(index: Int) -> SelvedgeNode { all[index] }

  /// Nodes of these names on the loopback, or on the hosts of an emulated network.
  static func start(
    _ names: [String], on underlay: EmulatedUnderlay? = nil, settings: String? = nil
  ) async throws
    -> TestNodes
  {
    let network = try InMemoryNetwork()
    var nodes: [SelvedgeNode] = []
    for (host, name) in names.enumerated() {
      let membership = try network.member(name)
      if let first = nodes.first { try membership.introduce(first.contact) }
      var configuration = SelvedgeConfiguration(membership, settings: settings)
      if let underlay {
        configuration.listen = [underlay.local(host).description]
        configuration.advertise = [underlay.remote(host).description]
      }
      nodes.append(try await SelvedgeNode.start(configuration))
    }
    for node in nodes {
      for name in names {
        try await node.waitUntilReachable(.member(name), within: .seconds(20))
      }
    }
    return TestNodes(all: nodes)
  }

  func stop() async {
    for node in all { await node.stop() }
  }

  /// Waits until `condition` holds, and records an issue if it never does.
  static func wait(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
    until condition: () async throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while try await !condition() {
      guard ContinuousClock.now < end else {
        Issue.record(what, sourceLocation: sourceLocation)
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
