@testable import OverlayCore
@testable import OverlaySecurity

// What a member sends under prefix routing.

extension ControlFloodTests {
  /// Nodes with genuine keys that nobody has seen, at addresses where nobody is.
  private static let invented: [Contact] = {
    var entropy = Entropy.seeded(77)
    return (0..<256 as Range<UInt32>).compactMap { number in
      let key = StaticKey(entropy: &entropy)
      guard let node = NodeKey(publicKey: key.publicKey) else { return nil }
      return Contact(
        node: key.node, key: node, endpoint: UnderlayAddress(ipv4: 0xc000_0200 + number, port: 9))
    }
  }()

  static let prefixFloods: [Flood] = [
    Flood(name: "table request", isPrefix: true, costMax: 0.1) { _, network in
      tableRequest(by: 1, network)
    },
    Flood(name: "relay note", isPrefix: true, costMax: 0.1) { _, network in
      guard let contact = contact(3, network) else { return [] }
      return written { RelayNote(.ask, contact).write(to: &$0, at: 0) }
    },
    Flood(name: "contacts, invented", isPrefix: true, costMax: 0.1) { round, _ in
      let contacts = (0..<Limits.contactsMax).map { invented[(round * 16 + $0) % 256] }
      let list = ContactList(request: 0, contacts: contacts)
      return written { list.write(to: &$0, at: 0) }
    },
    Flood(name: "table summary, empty", isPrefix: true, costMax: 0.3) { _, _ in
      let summary = TableSummary(base: .sixteen, width: 3, entries: [])
      return written { summary.write(to: &$0, at: 0) }
    },
    Flood(name: "announcement, invented newcomer", isPrefix: true, costMax: 0.5) { round, network in
      let shared = DigitBase.sixteen.sharedDigits(
        network.hosts[0].node.identity, network.hosts[1].node.identity)
      let announcement = Announcement(
        level: UInt8(shared + 1), operation: UInt32(round), newcomer: invented[round % 256])
      return written { announcement.write(to: &$0, at: 0) }
    },
    Flood(name: "announcement of itself", isPrefix: true, costMax: 0.5) { round, network in
      guard let contact = contact(1, network) else { return [] }
      let shared = DigitBase.sixteen.sharedDigits(
        network.hosts[0].node.identity, network.hosts[1].node.identity)
      let announcement = Announcement(
        level: UInt8(shared), operation: UInt32(round), newcomer: contact)
      return written { announcement.write(to: &$0, at: 0) }
    },
    Flood(name: "announcement acknowledged", isPrefix: true, costMax: 0.05) { round, network in
      let acknowledgement = AnnouncementAck(
        operation: UInt32(round), newcomer: network.hosts[3].node.identity)
      return written { acknowledgement.write(to: &$0, at: 0) }
    },
    Flood(name: "link end, prefix routing", isPrefix: true, costMax: 1) { _, _ in
      [FrameKind.linkEnd.rawValue]
    },
  ]

  static let directoryFloods: [Flood] = [
    Flood(name: "directory lookup", isPrefix: true, costMax: 0.3) { round, network in
      let lookup = DirectoryLookup(
        key: DirectoryKey(UInt128(round) << 96), kind: nil,
        origin: network.hosts[1].node.identity, request: UInt32(round + 1))
      return written { lookup.write(to: &$0, at: 0) }
    },
    Flood(name: "directory publish", isPrefix: true, costMax: 1) { round, network in
      publish(round, network, isRemoval: false)
    },
    Flood(name: "directory remove", isPrefix: true, costMax: 1) { round, network in
      publish(round, network, isRemoval: true)
    },
    Flood(name: "directory answer for another", isPrefix: true, costMax: 1) { round, network in
      let part = publication(0, network).map {
        DirectoryAnswer.Part(number: 0, count: 1, ageSeconds: 0, record: $0)
      }
      let answer = DirectoryAnswer(
        to: network.hosts[3].node.identity, origin: network.hosts[1].node.identity,
        request: UInt32(round + 1), part: part)
      return written { answer.write(to: &$0, at: 0) }
    },
    Flood(name: "directory acknowledgement for another", isPrefix: true, costMax: 1) {
      round, network in
      let acknowledgement = DirectoryAcknowledgement(
        to: network.hosts[3].node.identity, origin: network.hosts[1].node.identity,
        request: UInt32(round + 1), outcome: .stored, version: 1)
      return written { acknowledgement.write(to: &$0, at: 0) }
    },
  ]
}
