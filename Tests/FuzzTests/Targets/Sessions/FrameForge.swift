@testable import OverlayCore
@testable import OverlaySecurity

/// Makes frames for a hostile member out of an input: well-formed ones mostly, with whatever the input
/// says in their fields.
struct FrameForge {
  /// What a step of the input sends. The raw values are in corpora: new ones go to the end.
  enum Recipe: UInt8, CaseIterable {
    case beacon, linkState, linkStateRequest, memberSummary, memberRequest, memberRecord, farewell
    case refusal, revocation, linkEnd, packet, forgedCopy, stripe, labelledPacket, labelOffer
    case labelAnswer, publish, remove, lookUp, answer, acknowledgement, tableRequest, contacts
    case tableSummary, announcement, announcementAck, relayNote, tooBig, pathQuestion, pathAnswer
    case observedAddress, raw
    // 32 to 36 are deeds of HostileScene.
    case renewal = 37
    case renewalAnswer, revocationQuestion, revocationAnswer
  }

  /// The kinds of frames that some recipe writes well formed.
  static let kinds = Set(
    Array(1...7) + Array(9...14) + Array(20...24) + Array(30...36) + Array(40...44)
      + Array(46...47))

  let network: HostileNetwork
  let sender: HostileNetwork.Role
  /// Addresses that the frame says somebody is at.
  private(set) var named: [UnderlayAddress] = []
  /// Whether the frame tells of the member that is not there.
  private(set) var tellsOfAbsent = false

  init(_ network: HostileNetwork, sender: HostileNetwork.Role) {
    self.network = network
    self.sender = sender
  }

  mutating func frame(_ recipe: Recipe, _ input: inout ScriptReader) -> [UInt8] {
    switch recipe {
    case .beacon: beacon(&input)
    case .linkState: linkState(&input)
    case .linkStateRequest: numbered(.linkStateRequest, &input)
    case .memberSummary: memberSummary(&input)
    case .memberRequest: memberRequest(&input)
    case .memberRecord: memberRecord(&input)
    case .farewell: farewell(&input)
    case .refusal: about(.refusal, node(&input))
    case .revocation: revocation(&input)
    case .linkEnd: [FrameKind.linkEnd.rawValue]
    case .packet: packet(&input)
    case .forgedCopy: forgedCopy(&input)
    case .stripe: stripe(&input)
    case .labelledPacket: labelledPacket(&input)
    case .labelOffer: labelOffer(&input)
    case .labelAnswer: labelAnswer(&input)
    case .publish: publication(.directoryPublish, &input)
    case .remove: publication(.directoryRemove, &input)
    case .lookUp: lookUp(&input)
    case .answer: answer(&input)
    case .acknowledgement: acknowledgement(&input)
    case .tableRequest: tableRequest(&input)
    case .contacts: contacts(&input)
    case .tableSummary: tableSummary(&input)
    case .announcement: announcement(&input)
    case .announcementAck: announcementAck(&input)
    case .relayNote: relayNote(&input)
    case .tooBig: tooBig(&input)
    case .pathQuestion: numbered(.pathQuestion, &input)
    case .pathAnswer: numbered(.pathAnswer, &input)
    case .observedAddress: observedAddress(&input)
    case .raw: raw(&input)
    case .renewal: renewal(&input)
    case .renewalAnswer: renewalAnswer(&input)
    case .revocationQuestion: revocationDigest(.revocationQuestion, &input)
    case .revocationAnswer: revocationDigest(.revocationAnswer, &input)
    }
  }

  // MARK: Fields

  /// One of the cast, or nobody.
  func member(_ choice: UInt8) -> FuzzNetwork.Member? {
    switch choice % 8 {
    case 6: HostileNetwork.absent
    case 7: nil
    case let index: HostileNetwork.member(HostileNetwork.Role.allCases[Int(index)])
    }
  }

  mutating func node(_ input: inout ScriptReader) -> NodeID {
    let choice = input.byte()
    if let member = member(choice) { return member.key.node }
    return NodeID(UInt128(choice) << 120 | UInt128(input.byte()))
  }

  /// An address that nobody or anybody is at, never a stranger's.
  mutating func address(_ input: inout ScriptReader) -> UnderlayAddress {
    let choice = input.byte()
    let address: UnderlayAddress =
      switch choice % 8 {
      case 6, 7: HostileNetwork.named(choice >> 3)
      case let index: HostileNetwork.address(HostileNetwork.Role.allCases[Int(index)])
      }
    named.append(address)
    return address
  }

  mutating func contact(_ input: inout ScriptReader) -> Contact {
    let choice = input.byte()
    let address = address(&input)
    guard let member = member(choice), let key = NodeKey(publicKey: member.key.publicKey) else {
      return Contact(
        node: NodeID(UInt128(choice)), key: NodeKey(high: 1, low: UInt128(choice)),
        endpoint: address)
    }
    return Contact(node: member.key.node, key: key, endpoint: address)
  }

  private func about(_ kind: FrameKind, _ node: NodeID) -> [UInt8] {
    var frame = WireBytes(kind)
    frame.node(node)
    return frame.bytes
  }

  private func numbered(_ kind: FrameKind, _ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(kind)
    frame.integer(input.number(bits: 64), bytes: 8)
    return frame.bytes
  }

  private func raw(_ input: inout ScriptReader) -> [UInt8] {
    input.raw(Int(input.uint16() % 1_500))
  }

  mutating func noteAbsent() { tellsOfAbsent = true }
}
