import OverlayCore
import Testing

@testable import OverlaySecurity

/// Host 1 has no path to the others but through host 0, which is honest and carries what they send.
@Suite("Handshakes through relays")
struct RelayedHandshakeTests {
  private static func network(_ count: Int) throws -> TinyNetwork {
    let network = try TinyNetwork(count)
    for other in 2..<count { network.cut(1, other) }
    network.run(for: .seconds(8))
    return network
  }

  /// Hosts whose initiations host 1 has answered and that have used the answer, since its event `first`.
  private static func admitted(_ network: TinyNetwork, since first: Int) -> Set<NodeID> {
    var nodes: Set<NodeID> = []
    for event in network.hosts[1].events[first...] {
      if case .event(.sessionEstablished(let node, isInitiator: false)) = event {
        nodes.insert(node)
      }
    }
    return nodes
  }

  /// Starts a host again, so that it needs new sessions with everybody.
  private static func restart(_ number: Int, in network: TinyNetwork) throws {
    let old = network.hosts[number]
    old.isAlive = false
    network.hosts[number] = try network.start(
      try #require(old.key), try #require(old.credential), number, knowing: [0, 1],
      incarnation: 2)
  }

  @Test("a member that floods a relay with them, in anybody's name, keeps out no other passenger")
  func flood() throws {
    let network = try Self.network(7)
    var attacker = HandshakeAttacker(on: network, victim: 1)
    let victim = network.hosts[1]
    let honest = (3..<7).map { network.hosts[$0].node.identity }
    func flood(milliseconds: Int) throws {
      for _ in 0..<(milliseconds / 10) {
        for number in 0..<20 {
          // Of the passengers' names too.
          let word = attacker.random.next()
          let source = number % 5 == 0 ? honest[Int(word % 4)] : NodeID(UInt128(word) << 64 | 5)
          let header = PacketHeader(
            hopLimit: 3, trafficClass: .balanced, kind: .handshake, flowLabel: 1,
            sequence: UInt32(truncatingIfNeeded: word), source: source,
            destination: victim.node.identity)
          try network.forge(header, attacker.junk(), from: 2, to: 0)
        }
        network.run(for: .milliseconds(10))
      }
    }
    try flood(milliseconds: 2_000)
    let first = victim.events.count
    for number in 3..<7 { try Self.restart(number, in: network) }
    try flood(milliseconds: 3_500)
    #expect(Self.admitted(network, since: first).isSuperset(of: honest))
    for number in 3..<7 {
      network.send([UInt8(number)], from: number, to: 1)
      network.run(for: .milliseconds(60))
      #expect(victim.delivered.last?.bytes == [UInt8(number)])
    }
  }

  @Test("a revoked node behind a relay is told, once it has shown that packets reach it")
  func revoked() throws {
    let network = try Self.network(3)
    let victim = network.hosts[1]
    var (cookies, notices) = (0, 0)
    network.relaying = { packet, bytes in
      guard packet.header.kind == .handshake else { return true }
      let kind = bytes[packet.payload.lowerBound]
      if kind == HandshakeKind.cookieReply.rawValue { cookies += 1 }
      if kind == HandshakeKind.revocationNotice.rawValue {
        #expect(cookies == 1)
        notices += 1
      }
      return true
    }
    try Self.restart(2, in: network)
    let outcast = network.hosts[2]
    while outcast.handshake(with: victim)?.sent?.origin.isRelayed != true,
      network.now < .zero + .seconds(20)
    {
      network.run(for: .milliseconds(1))
    }
    try #require(outcast.handshake(with: victim)?.sent?.origin.isRelayed == true)
    // Known to host 1 alone: the relay has not heard of it, and a way still leads to the outcast.
    let revocation = try network.network.authority.revoke(
      named: "node-2", now: network.network.now)
    _ = try victim.node.revocations.insert(
      revocation, network: network.network.authority.network)
    victim.node.upkeepAt = network.now + .seconds(3)
    network.run(for: .seconds(1))
    #expect(cookies == 1 && notices == 1)
    let isRevoked = outcast.node.isRevoked
    #expect(isRevoked)
  }
}
