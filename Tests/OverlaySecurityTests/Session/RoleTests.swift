import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Roles in credentials")
struct RoleTests {
  /// Hosts 0 and 1 are ordinary, host 2 has the given roles; 0 and 1 cannot reach each other.
  private func network(_ roles: CredentialRoles) throws -> TinyNetwork {
    let network = try TinyNetwork(2)
    try network.add("third", 2, roles: roles)
    network.run(for: .seconds(6))
    network.cut(0, 1)
    network.run(for: .seconds(5))
    return network
  }

  private func exchange(_ network: TinyNetwork) -> Int {
    for _ in 0..<20 {
      network.send([1], from: 0, to: 1)
      network.run(for: .milliseconds(20))
    }
    return network.hosts[1].delivered.count
  }

  @Test("a member with the role carries packets for others")
  func relay() throws {
    let network = try network([.relay])
    #expect(exchange(network) == 20)
  }

  @Test("a member without it is never chosen, and is reached itself as before")
  func noRelay() throws {
    let network = try network([])
    #expect(exchange(network) == 0)
    let routes = network.hosts[0].node.snapshot(now: network.now).routes
    let third = network.hosts[2].node.identity
    #expect(routes.allSatisfy { $0.paths.allSatisfy { $0.relay != third } })
    network.send([7], from: 0, to: 2)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[2].delivered.map(\.bytes) == [[7]])
    #expect(network.hosts[2].node.counters.droppedByRole == 0)
  }

  @Test("a member without it that is asked all the same drops what is not for it, and counts that")
  func refusal() throws {
    let network = try network([])
    // The neighbour believes that it may, as one would that does not look.
    let asker = network.hosts[0]
    let working = asker.node.node.workingLink(to: network.hosts[2].node.identity)
    let link = try #require(working)
    let header = PacketHeader(
      hopLimit: 3, trafficClass: .balanced, kind: .datagram, flowLabel: 1, sequence: 1,
      source: asker.node.identity, destination: network.hosts[1].node.identity)
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let payload = PacketLayout.headroom..<(PacketLayout.headroom + 10)
    var span = buffer.mutableSpan
    let packet = Packet(header: header, payload: payload, wantsSeal: true)
    let sealed = asker.node.seal(&span, packet, to: link, now: network.now)
    let sent = try #require(sealed)
    network.inject(
      Array(buffer[sent.range]), into: network.hosts[2], from: asker.address)
    #expect(network.hosts[2].node.counters.droppedByRole == 1)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.isEmpty)
  }

  @Test("under prefix routing entries lead through relays alone")
  func prefix() throws {
    let network = try TinyNetwork(2, configuration: .prefix)
    try network.add("third", 2, roles: [])
    network.run(for: .seconds(10))
    network.cut(0, 1)
    network.run(for: .seconds(5))
    #expect(exchange(network) == 0)
    #expect(network.hosts[2].node.counters.droppedByRole == 0)
    network.send([7], from: 0, to: 2)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[2].delivered.map(\.bytes) == [[7]])
  }
}
