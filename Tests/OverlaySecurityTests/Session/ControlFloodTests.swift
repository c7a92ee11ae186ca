import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("A member that floods control frames")
struct ControlFloodTests {
  /// What the flooder, host 1, sends host 0 over and over.
  struct Flood: Sendable, CustomTestStringConvertible {
    var name: String
    var isPrefix = false
    /// How many bytes host 0 may send for each byte of the flood, in all and to everybody.
    var costMax: Double
    var frame: @Sendable (_ round: Int, _ network: TinyNetwork) -> [UInt8]

    var testDescription: String { name }
  }

  static let rounds = 20
  static let framesPerRound = 200

  /// Floods host 0 for a second while the honest host 2 asks it something in the middle of each turn;
  /// the daemon drains after each turn, so that a turn's frames wait together.
  private func run(_ flood: Flood?, isPrefix: Bool) throws -> Outcome {
    let network = try TinyNetwork(4, configuration: isPrefix ? .prefix : .standard)
    network.run(for: .seconds(10))
    var outcome = Outcome()
    network.passing = { source, destination, bytes in
      guard source == TinyNetwork.address(0) else { return }
      outcome.sent += bytes.count
      if destination == TinyNetwork.address(2) { outcome.toHonest.append(bytes.count) }
    }
    for round in 0..<Self.rounds {
      for number in 0..<Self.framesPerRound {
        if number == Self.framesPerRound / 2 { try askHonestly(round, isPrefix, network) }
        guard let flood else { continue }
        let forged = try network.forge(
          flood.frame(round * Self.framesPerRound + number, network), by: 1, to: 0)
        outcome.flooded += forged.count
        network.take(forged, into: network.hosts[0], from: network.hosts[1].address)
      }
      network.run(for: .milliseconds(50))
    }
    outcome.limited = network.hosts[0].node.counters.limitedFrames
    outcome.reports = network.hosts[0].events.count {
      if case .event(.tooMuchControl) = $0 { true } else { false }
    }
    return outcome
  }

  private func askHonestly(_ round: Int, _ isPrefix: Bool, _ network: TinyNetwork) throws {
    let question = PathProof(isAnswer: false, number: UInt64(round)).encoded
    network.take(
      try network.forge(question, by: 2, to: 0), into: network.hosts[0],
      from: network.hosts[2].address)
    let asked: [UInt8]
    if isPrefix {
      guard round == Self.rounds / 2 else { return }
      asked = Self.tableRequest(by: 2, network)
    } else {
      asked = MemberRequest(nodes: [network.hosts[3].node.identity]).frame
    }
    network.take(
      try network.forge(asked, by: 2, to: 0), into: network.hosts[0],
      from: network.hosts[2].address)
  }

  private struct Outcome {
    var flooded = 0
    var sent = 0
    var toHonest: [Int] = []
    var limited: UInt64 = 0
    var reports = 0
  }

  @Test(
    "what an honest neighbour asked is answered, and the flood's cost is bounded", arguments: floods
  )
  func flood(_ flood: Flood) throws {
    let quiet = try run(nil, isPrefix: flood.isPrefix)
    let outcome = try run(flood, isPrefix: flood.isPrefix)
    // An answer to a path question is shorter than any beacon.
    let proofs = PathProof.byteCount + FrameCipher.tagBytes + DataHeader.longByteCount
    #expect(outcome.toHonest.count { $0 <= proofs } >= Self.rounds)
    if flood.isPrefix {
      #expect(outcome.toHonest.contains { $0 > 60 })
    } else {
      #expect(outcome.toHonest.count { $0 > 250 } >= Self.rounds, "\(outcome.toHonest)")
    }
    let cost = Double(outcome.sent - quiet.sent) / Double(outcome.flooded)
    #expect(cost <= flood.costMax, "\(cost) bytes for each byte of \(flood.name)")
    #expect(outcome.reports <= 1, "told once a minute")
  }

  // MARK: The kinds

  private static func contact(_ host: Int, _ network: TinyNetwork) -> Contact? {
    guard let key = network.hosts[host].key, let node = NodeKey(publicKey: key.publicKey) else {
      return nil
    }
    return Contact(node: key.node, key: node, endpoint: TinyNetwork.address(host))
  }

  private static func tableRequest(by host: Int, _ network: TinyNetwork) -> [UInt8] {
    guard let asker = contact(host, network) else { return [] }
    let request = TableRequest(
      purpose: .neighbours, request: 1, level: 0, distance: 0, asker: asker)
    return written { request.write(to: &$0, at: 0) }
  }

  private static func packet(_ kind: PayloadKind, _ round: Int, _ network: TinyNetwork) -> [UInt8] {
    let header = PacketHeader(
      hopLimit: 3, trafficClass: .balanced, kind: kind, flowLabel: 9, sequence: UInt32(round),
      source: network.hosts[1].node.identity, destination: network.hosts[0].node.identity)
    return written {
      header.write(to: &$0, at: 0)
      return PacketHeader.byteCount + 4
    }
  }

  static let floods: [Flood] = [
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
    Flood(name: "member summary", costMax: 0.5) { _, _ in
      MemberSummary(first: NodeID(0), last: NodeID(.max), entries: []).frame
    },
    Flood(name: "member request", costMax: 1.5) { _, network in
      MemberRequest(nodes: Array(repeating: network.hosts[3].node.identity, count: 64)).frame
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
    Flood(name: "table request", isPrefix: true, costMax: 0.1) { _, network in
      tableRequest(by: 1, network)
    },
    Flood(name: "relay note", isPrefix: true, costMax: 0.1) { _, network in
      guard let contact = contact(3, network) else { return [] }
      return written { RelayNote(.ask, contact).write(to: &$0, at: 0) }
    },
    Flood(name: "directory lookup", isPrefix: true, costMax: 0.3) { round, network in
      let lookup = DirectoryLookup(
        key: DirectoryKey(UInt128(round) << 96), kind: nil,
        origin: network.hosts[1].node.identity, request: UInt32(round + 1))
      return written { lookup.write(to: &$0, at: 0) }
    },
  ]
}
