import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Renewals inside a session")
struct RenewalTests {
  /// Counts the handshake datagrams that pass, by their first byte.
  private final class Outside {
    var counts: [UInt8: Int] = [:]

    func watch(_ network: TinyNetwork) {
      network.passing = { _, _, bytes in
        if HandshakeKind(rawValue: bytes[0]) != nil { self.counts[bytes[0], default: 0] += 1 }
      }
    }
  }

  @Test("a session is renewed inside itself, and no handshake is seen from outside")
  func inside() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(5))
    let outside = Outside()
    outside.watch(network)
    let before = network.hosts[0].sessions(with: network.hosts[1])
    network.run(for: .seconds(400))
    #expect(network.hosts[0].sessions(with: network.hosts[1]) >= before + 3)
    #expect(outside.counts.isEmpty)
    network.send([1], from: 0, to: 1)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[1].delivered.count == 1)
  }

  @Test("a session is renewed after as many frames as it may seal")
  func afterFrames() throws {
    let network = try TinyNetwork(2) { _, configuration in configuration.rekeyAfterFrames = 200 }
    network.run(for: .seconds(2))
    let before = network.hosts[0].sessions(with: network.hosts[1])
    var sent = 0
    for _ in 0..<1_000 {
      network.send([1], from: 0, to: 1)
      sent += 1
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(50))
    #expect(network.hosts[0].sessions(with: network.hosts[1]) >= before + 3)
    #expect(network.hosts[1].delivered.count == sent)
  }

  @Test("nothing that is lost outside ends a session: it is renewed for as long as its link works")
  func outsideCut() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    network.tamper = { HandshakeKind(rawValue: $0[0]) == nil ? $0 : nil }
    var sent = 0
    for _ in 0..<900 {
      network.send([1], from: 0, to: 1)
      sent += 1
      network.run(for: .seconds(1))
    }
    #expect(network.hosts[1].delivered.count == sent)
    #expect(network.hosts[0].sessions(with: network.hosts[1]) >= 6)
  }

  @Test("when renewals inside fail for long, the handshake outside takes their place")
  func fallback() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(115))
    let before = network.hosts[0].sessions(with: network.hosts[1])
    let outside = Outside()
    outside.watch(network)
    for (one, other) in [(0, 1), (1, 0)] {
      // Nobody takes in another word about new keys for an hour.
      let host = network.hosts[one]
      let place = try #require(host.node.places[network.hosts[other].node.identity])
      let isSpent = host.node.records[place]?.handshake.renewals.admits(
        spacing: .seconds(3_600), burst: .seconds(7_200), now: network.now)
      #expect(isSpent == true)
    }
    network.run(for: .seconds(60))
    #expect(network.hosts[0].sessions(with: network.hosts[1]) > before)
    #expect(outside.counts[HandshakeKind.response.rawValue] ?? 0 > 0)
  }

  @Test("a member that asks for new keys without end costs a few key agreements and no session")
  func flood() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(5))
    let (victim, member) = (network.hosts[0], network.hosts[1])
    let working = member.node.node.workingLink(to: victim.node.identity)
    let link = try #require(working)
    for number in 0..<1_000 {
      let body = InitiationFrame.body(
        front: HandshakeFront(.initiation), sender: UInt32(number),
        noise: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 200))
      try seal([FrameKind.rekeyInitiation.rawValue] + body, by: member, on: link, to: network)
    }
    let counters = victim.node.snapshot(now: network.now).counters
    #expect(counters.refusedRenewals + counters.limitedFrames >= 980)
    #expect(counters.failedHandshakes <= 20)
    network.send([4], from: 1, to: 0)
    network.run(for: .milliseconds(50))
    #expect(victim.delivered.last?.bytes == [4])
    // Nor can it speak for another member inside its own session.
    network.run(for: .seconds(30))
    let before = victim.node.snapshot(now: network.now).counters.failedHandshakes
    var entropy = Entropy.seeded(8)
    let stranger = StaticKey(entropy: &entropy)
    let own = member.node.own.record
    let front = HandshakeFront(.initiation)
    let noise = try NoiseInitiationSent(
      initiator: stranger, responder: try #require(victim.key).publicKey,
      prologue: front.prologue(victim.node.prologue),
      payload: InitiationPayload(announcing: own, path: 0xff, number: 900).encoded,
      staticSecret: nil, entropy: &entropy)
    let body = InitiationFrame.body(front: front, sender: 1, noise: noise.message)
    let still = member.node.node.workingLink(to: victim.node.identity)
    let again = try #require(still)
    try seal([FrameKind.rekeyInitiation.rawValue] + body, by: member, on: again, to: network)
    #expect(
      victim.node.snapshot(now: network.now).counters.failedHandshakes == before + 1)
  }

  /// Has a member seal any frame, and the first host take it in.
  private func seal(
    _ frame: [UInt8], by member: TinyNetwork.Host, on link: LinkID, to network: TinyNetwork
  ) throws {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let range = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
    buffer.replaceSubrange(range, with: frame)
    var span = buffer.mutableSpan
    let sealed = member.node.sealFrame(&span, range, on: link, isData: false)
    let sent = try #require(sealed)
    network.inject(Array(buffer[sent.range]), into: network.hosts[0], from: member.address)
  }

  @Test("a revoked member's session is not renewed, inside or outside")
  func revoked() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(5))
    let revocation = try network.network.authority.revoke(
      named: "node-1", now: network.network.now)
    network.hosts[0].node.revoke(revocation, now: network.now)
    network.run(for: .seconds(200))
    #expect(network.hosts[0].node.snapshot(now: network.now).members.count == 1)
    #expect(network.hosts[0].current(with: network.hosts[1]) == nil)
  }
}
