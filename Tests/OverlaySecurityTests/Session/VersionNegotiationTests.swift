import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Negotiation of versions")
struct VersionNegotiationTests {
  @Test("a front that was changed on the way makes no session, even by who knows the network's key")
  func tampered() throws {
    for index in 1..<HandshakeFront.byteCount {
      let network = try TinyNetwork(2)
      let attacker = HandshakeAttacker(on: network, victim: 0)
      network.tamper = { bytes in
        guard bytes[0] == HandshakeKind.initiation.rawValue else { return bytes }
        return attacker.again(bytes) { body in
          // As if more, or other, were spoken than is.
          body[index] = index == 1 ? 1 : body[index] | 0x40
        }
      }
      network.run(for: .seconds(3))
      #expect(network.hosts[0].sessions(with: network.hosts[1]) == 0)
      #expect(network.hosts[0].node.snapshot(now: network.now).counters.failedHandshakes > 0)
    }
  }

  @Test("a response that says something else under the seal than in front of it is refused")
  func tamperedResponse() throws {
    let network = try TinyNetwork(2)
    // Of whoever initiated: host 1, which knows host 0.
    let attacker = HandshakeAttacker(on: network, victim: 1)
    network.tamper = { bytes in
      guard bytes[0] == HandshakeKind.response.rawValue else { return bytes }
      return attacker.again(bytes) { $0[6] = 1 }
    }
    network.run(for: .seconds(3))
    #expect(network.hosts[1].sessions(with: network.hosts[0]) == 0)
    #expect(network.hosts[1].node.snapshot(now: network.now).counters.failedHandshakes > 0)
  }

  @Test("whoever speaks newer versions only is told so, and both sides say which is to be updated")
  func newer() throws {
    let network = try TinyNetwork(2)
    let (older, newer) = (network.hosts[0], network.hosts[1])
    let attacker = HandshakeAttacker(on: network, victim: 0)
    var initiation: [UInt8]?
    network.tamper = { bytes in
      if bytes[0] == HandshakeKind.initiation.rawValue {
        initiation = bytes
        return nil
      }
      return bytes
    }
    var replies: [[UInt8]] = []
    network.passing = { _, destination, bytes in
      if destination == TinyNetwork.address(1) { replies.append(bytes) }
    }
    network.run(for: .milliseconds(500))
    let genuine = try #require(initiation)
    let fromNewer = attacker.again(genuine) { $0.replaceSubrange(1...2, with: [3, 4]) }
    network.inject(fromNewer, into: older, from: TinyNetwork.address(1))
    let reply = try #require(replies.first)
    #expect(reply.count == VersionReplyFrame.byteCount)
    #expect(reply.count < fromNewer.count)
    let versions = try #require(ProtocolVersions(lowest: 3, highest: 4))
    #expect(
      older.hasSeen {
        $0
          == .versionRefused(
            VersionMismatch(theirs: versions), at: TinyNetwork.address(1), node: nil)
      })
    #expect(older.node.snapshot(now: network.now).counters.refusedVersions == 1)

    // What the other side would have got from a node that speaks 3 and 4 only.
    let code = try #require(mac1(of: genuine))
    let sender = try InitiationFrame(decoding: genuine.span).sender
    func answer(_ mac1: [UInt8]) -> [UInt8] {
      VersionReplyFrame.encode(
        front: HandshakeFront(.versionReply, versions: versions), receiver: sender,
        answering: mac1, authenticator: attacker.authenticator)
    }
    network.inject(
      answer([UInt8](repeating: 1, count: 16)), into: newer, from: TinyNetwork.address(0))
    #expect(newer.node.snapshot(now: network.now).counters.refusedVersions == 0)
    network.inject(answer(code), into: newer, from: TinyNetwork.address(0))
    #expect(
      newer.hasSeen {
        $0
          == .versionRefused(
            VersionMismatch(theirs: versions), at: TinyNetwork.address(0),
            node: older.node.identity)
      })
    // And the mistake of a moment ends: the two find each other once they can.
    network.tamper = nil
    network.run(for: .seconds(12))
    #expect(newer.sessions(with: older) > 0)
  }

  @Test("an initiation of version 1 is counted, spoken of now and then, and not answered")
  func old() throws {
    let network = try TinyNetwork(1)
    var attacker = HandshakeAttacker(on: network, victim: 0)
    let victim = network.hosts[0]
    var answers = 0
    network.passing = { _, _, _ in answers += 1 }
    for number in 0..<200 {
      let message = attacker.again(attacker.junk()) {
        $0.removeSubrange(1..<HandshakeFront.byteCount)
        $0[1] = 0
      }
      network.inject(
        message, into: victim,
        from: UnderlayAddress(ipv4: 0xc000_0200 + UInt32(number), port: 7))
    }
    #expect(victim.node.snapshot(now: network.now).counters.oldVersions == 200)
    #expect(answers == 0)
    let said = victim.events.count {
      if case .event(.versionRefused(let mismatch, _, _)) = $0 {
        mismatch.theirs == .first
      } else {
        false
      }
    }
    #expect((1...4).contains(said))
  }
}
