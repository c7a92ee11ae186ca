import OverlayCore
import OverlayLab
import OverlaySimulator
import Selvedge

/// Three hosts with an emulated Internet between them, and a node on each, all in this process.
///
/// The direct path from alice to bob takes 28 ms, the way through carol 34 ms. On real hosts there is
/// none of this: each starts its node from its own state directory.
struct Surroundings {
  let underlay: EmulatedUnderlay
  let alice: SelvedgeNode
  let bob: SelvedgeNode
  let carol: SelvedgeNode

  static func make() async throws -> Surroundings {
    let model = NetworkModel(hostCount: 3, seed: 1) { from, to in
      PathModel(delay: .milliseconds(Set([from, to]) == [0, 1] ? 28 : 17))
    }
    let underlay = try EmulatedUnderlay(model, portsEach: 2)
    let network = try InMemoryNetwork()
    func start(_ name: String, _ host: Int, after first: SelvedgeNode?) async throws -> SelvedgeNode
    {
      let membership = try network.member(name)
      if let first { try membership.introduce(first.contact) }
      var configuration = SelvedgeConfiguration(membership)
      configuration.listen = [underlay.local(host).description]
      configuration.advertise = [underlay.remote(host).description]
      return try await SelvedgeNode.start(configuration)
    }
    let alice = try await start("alice", 0, after: nil)
    let bob = try await start("bob", 1, after: alice)
    let carol = try await start("carol", 2, after: alice)
    for name: Destination in ["bob", "carol"] {
      try await alice.waitUntilReachable(name, within: .seconds(20))
    }
    try await carol.waitUntilReachable("bob", within: .seconds(20))
    return Surroundings(underlay: underlay, alice: alice, bob: bob, carol: carol)
  }

  /// Cuts the path between alice and bob, or mends it.
  func setDirectPath(works: Bool) {
    underlay.apply(works ? .heal(.bothWays(0, 1)) : .cut(.bothWays(0, 1)))
  }

  /// A call from alice to bob that does without the overlay.
  func directCall() throws -> DirectCall {
    try DirectCall(
      from: underlay.local(0, port: 1), target: underlay.remote(1, port: 1),
      ear: underlay.local(1, port: 1))
  }

  func stop() async {
    for node in [alice, bob, carol] { await node.stop() }
    underlay.stop()
  }
}
