import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("Revocations among secured nodes")
struct RevocationSpreadTests {
  /// Whether a datagram can be a sealed revocation, by its length.
  private static func looksLikeOne(_ bytes: [UInt8]) -> Bool {
    let frame = 1 + Revocation.byteCount + FrameCipher.tagBytes
    return bytes.count == frame + DataHeader.byteCount
      || bytes.count == frame + DataHeader.longByteCount
  }

  /// A network whose first host knows so many revocations before it meets the others.
  private func network(_ hosts: Int, revocations: Int) throws -> TinyNetwork {
    let network = try TinyNetwork(hosts)
    for number in 0..<revocations {
      let credential = try network.network.member("out-\(number)")
      let revocation = try network.network.authority.revoke(
        credential.node, now: network.network.now)
      network.hosts[0].node.revoke(revocation, now: network.now)
    }
    return network
  }

  @Test("more than a queue holds reach a neighbour, and its neighbours, though datagrams are lost")
  func lossy() throws {
    let network = try network(2, revocations: 300)
    try network.add("third", 2, knowing: [1])
    network.cut(0, 2)
    var random = SeededRandom(seed: 1)
    network.tamper = { random.chance(0.1) ? nil : $0 }
    network.run(for: .seconds(60))
    for host in network.hosts { #expect(host.node.knownRevocations.count == 300) }
  }

  @Test("what has been said is not said again, through three renewals")
  func renewals() throws {
    let network = try network(2, revocations: 100)
    network.run(for: .seconds(30))
    #expect(network.hosts[1].node.knownRevocations.count == 100)
    var again = 0
    network.passing = { _, _, bytes in if Self.looksLikeOne(bytes) { again += 1 } }
    network.run(for: .seconds(400))
    #expect(again == 0)
    // One that comes later costs one frame for each neighbour.
    let credential = try network.network.member("later")
    let later = try network.network.authority.revoke(
      credential.node, now: network.network.now)
    network.hosts[0].node.revoke(later, now: network.now)
    network.run(for: .seconds(10))
    #expect(network.hosts[1].node.knownRevocations.count == 101)
    #expect(again == 1)
  }

  @Test("a node that is started again without its list is told anew")
  func restarted() throws {
    let network = try network(2, revocations: 50)
    network.run(for: .seconds(10))
    let host = network.hosts[1]
    network.hosts[1] = try network.start(
      try #require(host.key), try #require(host.credential), 1, incarnation: 2)
    #expect(network.hosts[1].node.knownRevocations.isEmpty)
    network.run(for: .seconds(30))
    #expect(network.hosts[1].node.knownRevocations.count == 50)
  }
}
