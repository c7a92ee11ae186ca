import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("Tables that members fill")
struct TableSecretTests {
  /// Where each of a node's tables would put one and the same entry.
  private func hashes(entropy: UInt64) throws -> [UInt64] {
    let network = try TinyNetwork(1) { _, configuration in
      configuration.seed = 5
      configuration.entropy = .seeded(entropy)
    }
    let host = network.hosts[0]
    return [
      host.node.stripes.hash(1, 2), host.node.node.filter.hash(1, 2),
      host.node.node.flows.hash(1, 2), host.node.node.incomingLabels.hash(1, 2),
      host.node.node.outgoingLabels.hash(1, 2),
    ]
  }

  @Test("are placed by a secret, not by the seed whose numbers a node sends")
  func secret() throws {
    let (first, second) = (try hashes(entropy: 1), try hashes(entropy: 2))
    #expect(try hashes(entropy: 1) == first, "the same run again is the same")
    #expect(zip(first, second).allSatisfy { $0 != $1 })
    #expect(Set(first).count == first.count, "each table has a hash of its own")
  }
}
