@testable import OverlayCore
@testable import OverlaySecurity

// What a member sends that forges nothing but frames.

extension ControlFloodTests {
  static func contact(_ host: Int, _ network: TinyNetwork) -> Contact? {
    guard let key = network.hosts[host].key, let node = NodeKey(publicKey: key.publicKey) else {
      return nil
    }
    return Contact(node: key.node, key: node, endpoint: TinyNetwork.address(host))
  }

  static func tableRequest(by host: Int, _ network: TinyNetwork) -> [UInt8] {
    guard let asker = contact(host, network) else { return [] }
    let request = TableRequest(
      purpose: .neighbours, request: 1, level: 0, distance: 0, asker: asker)
    return written { request.write(to: &$0, at: 0) }
  }

  static func packet(
    _ kind: PayloadKind, _ round: Int, _ network: TinyNetwork, to destination: NodeID? = nil,
    payload: [UInt8] = [0, 0, 0, 0]
  ) -> [UInt8] {
    let header = PacketHeader(
      hopLimit: 3, trafficClass: .balanced, kind: kind, flowLabel: 9, sequence: UInt32(round),
      source: network.hosts[1].node.identity,
      destination: destination ?? network.hosts[0].node.identity)
    let front = written {
      header.write(to: &$0, at: 0)
      return PacketHeader.byteCount
    }
    return front + payload
  }

  static let meshFloods: [Flood] = [
    Flood(name: "beacon", costMax: 0.2) { _, _ in Beacon.young.frame },
    Flood(name: "size probe", costMax: 0.1) { _, _ in
      var beacon = Beacon.young
      beacon.paddedBytes = 1_200
      return beacon.frame
    },
    Flood(name: "link-state request", costMax: 0.2) { _, _ in
      written { LinkStateRequest(heldVersion: 0).write(to: &$0, at: 0) }
    },
    Flood(name: "link state, malformed", costMax: 0.05) { round, _ in
      [FrameKind.linkState.rawValue] + Array(repeating: UInt8(truncatingIfNeeded: round), count: 40)
    },
    Flood(name: "member summary, empty", costMax: 0.5) { _, _ in
      MemberSummary(first: NodeID(0), last: NodeID(.max), entries: []).frame
    },
    Flood(name: "member request", costMax: 0.1) { _, network in
      let invented = (network.hosts.count..<64).map { NodeID(UInt128($0)) }
      return MemberRequest(nodes: (network.hosts.map { $0.node.identity } + invented).sorted())
        .frame
    },
    Flood(name: "member record", costMax: 0.05) { _, network in
      guard let record = network.hosts[3].record else { return [] }
      return written { record.write(to: &$0, at: 0) }
    },
    Flood(name: "refusal", costMax: 0.05) { _, network in
      let refusal = Refusal(destination: network.hosts[3].node.identity)
      return written { refusal.write(to: &$0, at: 0) }
    },
    Flood(name: "too big", costMax: 0.05) { _, network in
      let notice = TooBig(destination: network.hosts[3].node.identity, datagramBytes: 1_200)
      return written { notice.write(to: &$0, at: 0) }
    },
    Flood(name: "label offer", costMax: 0.7) { round, network in
      let header = PacketHeader(
        hopLimit: 3, trafficClass: .balanced, kind: .ip, flowLabel: UInt32(round), sequence: 1,
        source: network.hosts[1].node.identity, destination: network.hosts[0].node.identity)
      let offer = LabelOffer(label: UInt32(round), header: header)
      return written { offer.write(to: &$0, at: 0) }
    },
    Flood(name: "packet under an unknown label", costMax: 0.7) { round, _ in
      let front = UInt32(FrameKind.labelledPacket.rawValue) << 24 | UInt32(70_000 + round)
      return (0..<4).map { UInt8(truncatingIfNeeded: front >> UInt32(24 - 8 * $0)) }
        + Array(repeating: 0, count: 20)
    },
    Flood(name: "revocation, forged", costMax: 0.05) { round, _ in
      [FrameKind.revocation.rawValue, 1]
        + Array(repeating: UInt8(truncatingIfNeeded: round), count: Revocation.byteCount - 1)
    },
    Flood(name: "revocation question", costMax: 0.2) { round, _ in
      RevocationDigest(range: NodeID(0)...NodeID(.max), count: UInt32(round), value: 7)
        .encoded(.revocationQuestion)
    },
    Flood(name: "path question", costMax: 0.3) { round, _ in
      PathProof(isAnswer: false, number: UInt64(round)).encoded
    },
    Flood(name: "observed address", costMax: 0.05) { round, _ in
      ObservedAddress(UnderlayAddress(ipv4: 0xc000_0200 + UInt32(round % 200), port: 9)).encoded
    },
    Flood(name: "echo request", costMax: 0.4) { round, network in packet(.probe, round, network) },
    Flood(name: "trace", costMax: 0.1) { round, network in packet(.trace, round, network) },
    Flood(name: "packet for a node that nobody knows", costMax: 0.6) { round, network in
      packet(.ip, round, network, to: NodeID(UInt128(round) << 64))
    },
    Flood(name: "addresses to try", costMax: 0.2) { round, network in
      let address = UnderlayAddress(ipv4: 0xc000_0200 + UInt32(round % 200), port: 9)
      return packet(
        .candidates, round, network, payload: CandidateNote(addresses: [address]).encoded)
    },
    Flood(name: "link state, changing", costMax: 0.05) { round, network in
      let entry = LinkStateUpdate.Entry(
        node: network.hosts[3].node.identity, state: .up,
        roundTrip: .milliseconds(UInt64(1 + round % 90)), loss: 0)
      let update = LinkStateUpdate(
        fromVersion: 0, toVersion: UInt64(1_000 + round), entries: [entry])
      return written { update.write(to: &$0, at: 0) }
    },
    Flood(name: "member summary, invented members", costMax: 0.1) { round, _ in
      let entries = (0..<Limits.summaryEntriesMax).map { number in
        MemberSummary.Entry(
          node: NodeID(UInt128(round) << 64 | UInt128(number)), incarnation: 1, sequence: 1,
          hasDeparted: false)
      }
      return MemberSummary(first: NodeID(0), last: NodeID(.max), entries: entries).frame
    },
    Flood(name: "link end", costMax: 0.05) { _, _ in [FrameKind.linkEnd.rawValue] },
    Flood(name: "label answer", costMax: 0.05) { round, _ in
      let answer = LabelAnswer(label: UInt32(round), isKnown: round % 2 == 0)
      return written { answer.write(to: &$0, at: 0) }
    },
    Flood(name: "revocation answer", costMax: 0.2) { round, _ in
      RevocationDigest(range: NodeID(0)...NodeID(.max), count: UInt32(round), value: 7)
        .encoded(.revocationAnswer)
    },
    Flood(name: "path answer", costMax: 0.05) { round, _ in
      PathProof(isAnswer: true, number: UInt64(round)).encoded
    },
  ]
}
