@testable import OverlayCore
@testable import OverlaySecurity

// What a member sends that only it can make: each frame is genuine and another.

extension ControlFloodTests {
  /// A first message of a renewal as the flooder itself would make it.
  static func renewal(_ round: Int, _ network: TinyNetwork) -> [UInt8] {
    guard let key = network.hosts[1].key, let other = network.hosts[0].key else { return [] }
    let front = HandshakeFront(.initiation)
    var entropy = Entropy.seeded(UInt64(round))
    let payload = InitiationPayload(
      announcing: network.hosts[1].node.own.record, path: 0, number: UInt64(1_000 + round))
    let noise = try? NoiseInitiationSent(
      initiator: key, responder: other.publicKey,
      prologue: front.prologue(network.hosts[0].node.prologue), payload: payload.encoded,
      staticSecret: nil, entropy: &entropy)
    guard let noise else { return [] }
    return [FrameKind.rekeyInitiation.rawValue]
      + InitiationFrame.body(front: front, sender: UInt32(round), noise: noise.message)
  }

  /// A record of the directory as the flooder itself would sign it.
  static func publication(
    _ round: Int, _ network: TinyNetwork, isRemoval: Bool = false
  ) -> DirectoryRecord? {
    guard let key = network.hosts[1].key, let credential = network.hosts[1].credential else {
      return nil
    }
    let subject = DirectorySubject(hashing: [
      UInt8(truncatingIfNeeded: round >> 8), UInt8(round & 255),
    ])
    let record = DirectoryRecord(
      identity: DirectoryRecord.Identity(
        key: subject.key(), owner: credential.node, kind: .application),
      version: UInt64(round + 1), lifetimeSeconds: 600, payload: isRemoval ? nil : [1, 2, 3])
    return RecordSigning.sign(record, with: key, credential: credential, subject: subject)
  }

  static func publish(_ round: Int, _ network: TinyNetwork, isRemoval: Bool) -> [UInt8] {
    guard let record = publication(round, network, isRemoval: isRemoval) else { return [] }
    let frame = DirectoryPublish(
      toward: record.key.place, origin: network.hosts[1].node.identity,
      request: UInt32(round + 1), ageSeconds: 0, record: record)
    return written { frame.write(to: &$0, at: 0) }
  }

  static let signedFloods: [Flood] = [
    Flood(name: "member record of its own, ever newer", costMax: 0.5) { round, network in
      let host = network.hosts[1]
      guard let key = host.key, let credential = host.credential else { return [] }
      var record = host.node.own.record
      record.sequence = UInt32(1_000 + round)
      let signed = MemberRecordSigning.sign(record, with: key, network: credential.network)
      return written { signed.write(to: &$0, at: 0) }
    },
    Flood(name: "renewal, first message", costMax: 0.1) { round, network in
      renewal(round, network)
    },
    Flood(name: "renewal, second message, forged", costMax: 0.05) { round, _ in
      [FrameKind.rekeyResponse.rawValue]
        + ResponseFrame.body(
          front: HandshakeFront(choosing: ProtocolVersions.ours.highest), sender: UInt32(round),
          receiver: UInt32(round),
          noise: Array(repeating: UInt8(truncatingIfNeeded: round), count: 300))
    },
  ]
}
