import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("A revoked node is told")
struct RevocationNoticeTests {
  private func isRevoked(_ host: TinyNetwork.Host) -> Bool { host.node.isRevoked }

  private func hasHeard(_ host: TinyNetwork.Host) -> Bool {
    host.events.contains {
      if case .event(.ownCredentialRevoked) = $0 { true } else { false }
    }
  }

  /// Three nodes of which the last was revoked while nobody could reach it.
  private func revoked() throws -> (TinyNetwork, TinyNetwork.Host, Revocation) {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    for other in 0..<2 { network.cut(other, 2) }
    let revocation = try network.network.authority.revoke(
      named: "node-2", now: network.network.now)
    network.hosts[0].node.revoke(revocation, now: network.now)
    network.run(for: .seconds(60))
    return (network, network.hosts[2], revocation)
  }

  @Test("by whoever refuses its handshake, with fewer bytes than it sent")
  func refusal() throws {
    let (network, outcast, _) = try revoked()
    #expect(!isRevoked(outcast))
    var (sent, received): ([Int], [Int]) = ([], [])
    network.passing = { source, destination, bytes in
      if source == TinyNetwork.address(2), bytes[0] == HandshakeKind.initiation.rawValue {
        sent.append(bytes.count)
      }
      if destination == TinyNetwork.address(2) {
        #expect(bytes[0] == HandshakeKind.revocationNotice.rawValue)
        received.append(bytes.count)
      }
    }
    network.heal()
    network.run(for: .seconds(120))
    #expect(isRevoked(outcast))
    #expect(hasHeard(outcast))
    #expect(!received.isEmpty && received.count <= sent.count)
    #expect(received.max() ?? 0 < sent.min() ?? 0)
  }

  @Test("and believes nobody but the network, nor what is said of another")
  func forged() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let victim = network.hosts[1]
    let credential = try #require(victim.credential)
    let codes = MessageAuthenticator(
      presharedKey: network.network.authority.presharedKey, receiver: credential.nodeKey)
    let genuine = try network.network.authority.revoke(
      named: "node-1", now: network.network.now)
    var bytes = RevocationNotice.encode(genuine, authenticator: codes)
    #expect(bytes.count == RevocationNotice.byteCount)
    // Nobody is being called, so nobody can refuse.
    network.inject(bytes, into: victim, from: TinyNetwork.address(0))
    #expect(!isRevoked(victim))
    network.cut(0, 1)
    network.run(for: .seconds(120))
    // Strangers, bad lengths.
    for length in 0..<bytes.count {
      network.inject(Array(bytes[..<max(length, 1)]), into: victim, from: TinyNetwork.address(0))
    }
    // Whoever knows the pre-shared key.
    var body = Array(bytes[..<(1 + Revocation.byteCount)])
    body[60] ^= 1
    for _ in 0..<20 {
      network.inject(
        codes.finish(body, cookie: nil), into: victim, from: TinyNetwork.address(0))
    }
    let other = try network.network.authority.revoke(
      network.hosts[0].node.identity, now: network.network.now)
    network.inject(
      RevocationNotice.encode(other, authenticator: codes), into: victim,
      from: TinyNetwork.address(0))
    network.run(for: .seconds(10))
    #expect(!isRevoked(victim) && !hasHeard(victim))
    #expect(victim.node.knownRevocations.isEmpty)
    #expect(victim.node.counters.limitedHandshakes >= 15)
    bytes = RevocationNotice.encode(genuine, authenticator: codes)
    network.inject(bytes, into: victim, from: TinyNetwork.address(9))
    #expect(!isRevoked(victim), "not from where it called")
    network.inject(bytes, into: victim, from: TinyNetwork.address(0))
    network.run(for: .seconds(1))
    #expect(isRevoked(victim) && hasHeard(victim))
  }
}
