@testable import OverlayCore
@testable import OverlaySecurity

// What neighbours say inside a session about its keys, and about who was revoked.

extension FrameForge {
  /// A first message as the member or somebody else would make it, or bytes that only look like one.
  ///
  /// | kind=43 | front 7 | sender 4 | Noise message |
  mutating func renewal(_ input: inout ScriptReader) -> [UInt8] {
    let (choice, path) = (input.byte(), input.byte())
    let number = input.number(bits: 64)
    let index = UInt32(truncatingIfNeeded: input.number(bits: 32))
    let front = HandshakeFront(.initiation)
    let own = choice & 7 == 7 ? FuzzNetwork.shared.others[4] : HostileNetwork.member(sender)
    var record = network[sender].node.own.record
    if choice & 8 != 0 { record.incarnation = input.number(bits: 64) }
    if choice & 16 != 0 {
      record = MemberRecordSigning.sign(record, with: own.key, network: own.credential.network)
    }
    var entropy = Entropy.seeded(number &+ UInt64(index))
    let noise =
      choice & 0x60 == 0x60
      ? nil
      : try? NoiseInitiationSent(
        initiator: own.key, responder: HostileNetwork.member(.victim).key.publicKey,
        prologue: front.prologue(network[.victim].node.prologue),
        payload: InitiationPayload(announcing: record, path: ~path, number: number).encoded,
        staticSecret: nil, entropy: &entropy)
    return [FrameKind.rekeyInitiation.rawValue]
      + InitiationFrame.body(
        front: front, sender: index, noise: noise?.message ?? input.raw(Int(input.byte()) * 4))
  }

  /// An answer to the initiation that the victim has under way, or to none.
  ///
  /// | kind=44 | front 7 | sender 4 | receiver 4 | Noise message |
  func renewalAnswer(_ input: inout ScriptReader) -> [UInt8] {
    let asked = network[.victim].initiationIndex(to: network.id(sender))
    let index = UInt32(truncatingIfNeeded: input.number(bits: 32))
    let isGuessed = input.byte() & 1 == 1
    return [FrameKind.rekeyResponse.rawValue]
      + ResponseFrame.body(
        front: HandshakeFront(choosing: input.byte() & 1 == 0 ? ProtocolVersions.ours.highest : 1),
        sender: index, receiver: isGuessed ? index : asked ?? index,
        noise: input.raw(48 + Int(input.byte())))
  }

  /// | kind=46 or 47 | first node 16 | last node 16 | count 4 | digest 8 |
  mutating func revocationDigest(_ kind: FrameKind, _ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(kind)
    let choice = input.byte()
    let (one, other) = (node(&input), node(&input))
    switch choice & 3 {
    case 0:
      frame.node(NodeID(0))
      frame.node(NodeID(.max))
    case 1:
      frame.node(one)
      frame.node(other)
    default:
      frame.node(min(one, other))
      frame.node(max(one, other))
    }
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.integer(input.number(bits: 64), bytes: 8)
    return frame.bytes
  }
}
