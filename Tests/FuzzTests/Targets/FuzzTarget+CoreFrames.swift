@testable import OverlayCore

extension FuzzTarget {
  /// Every frame of the core.
  static let coreFrames: [FuzzTarget] = [
    frame(
      "Beacon", [beacon, sizeProbe, sizeAnswer], { try Beacon($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "LinkStateUpdate",
      [
        LinkStateUpdate(fromVersion: 1, toVersion: 3, entries: []),
        LinkStateUpdate(
          fromVersion: 1, toVersion: 3,
          entries: [
            LinkStateUpdate.Entry(
              node: NodeID(7), state: .up, roundTrip: .milliseconds(3), loss: 0.1,
              variation: .milliseconds(1), delivered: 1_000_000,
              values: [MetricValue(metric: 2, value: 1.5, left: .seconds(5))])
          ]),
      ],
      { try LinkStateUpdate($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "LinkStateRequest", [LinkStateRequest(heldVersion: 7)],
      { try LinkStateRequest($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "MemberSummary", [summary], { try MemberSummary($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "MemberRequest", [MemberRequest(nodes: [NodeID(2), NodeID(3)])],
      { try MemberRequest($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "MemberRecord", [record, departed], { try MemberRecord($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "Refusal", [Refusal(destination: NodeID(5))],
      { try Refusal($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "TooBig", [TooBig(destination: NodeID(5), datagramBytes: 1_300)],
      { try TooBig($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "TableRequest",
      [
        TableRequest(
          purpose: .neighbours, request: 3, level: 2, distance: 900, asker: contact(2))
      ],
      { try TableRequest($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "ContactList",
      [ContactList(request: 3, contacts: [contact(2), contact(3)], hasMore: true)],
      { try ContactList($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "TableSummary", [tableSummary], { try TableSummary($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "Announcement", [Announcement(level: 3, operation: 7, newcomer: contact(4))],
      { try Announcement($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "AnnouncementAck", [AnnouncementAck(operation: 7, newcomer: NodeID(4), isRefused: true)],
      { try AnnouncementAck($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "RelayNote", [RelayNote(.ask, contact(5)), RelayNote(.confirm, contact(6))],
      { try RelayNote($0) }, { $0.write(to: &$1, at: 0) }),
    codec(
      "CandidateNote",
      seeds: [
        CandidateNote(addresses: []),
        CandidateNote(addresses: [
          UnderlayAddress(ipv4: 0xc000_0201, port: 7_272),
          UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96 | 1, port: 1),
        ]),
      ],
      decode: { try CandidateNote($0.span) }, encode: \.encoded),
    codec(
      "ObservedAddress", seeds: [ObservedAddress(UnderlayAddress(ipv4: 0xc000_0201, port: 7_272))],
      decode: { try ObservedAddress($0.span) }, encode: \.encoded),
    codec(
      "PathProof",
      seeds: [PathProof(isAnswer: false, number: 7), PathProof(isAnswer: true, number: .max)],
      decode: { try PathProof($0.span) }, encode: \.encoded),
    frame(
      "LabelOffer", [LabelOffer(label: 0x12_3456, header: offeredHeader)],
      { try LabelOffer($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "LabelAnswer", [LabelAnswer(label: 9, isKnown: true), LabelAnswer(label: 9, isKnown: false)],
      { try LabelAnswer($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "LabelledHeader", [LabelledHeader(header, label: 0x12_3456)],
      { try LabelledHeader($0, at: 0) },
      {
        $0.write(to: &$1, at: 0)
        return LabelledHeader.byteCount
      }),
    frame(
      "PacketHeader", [header], { try PacketHeader($0, at: 0) },
      {
        $0.write(to: &$1, at: 0)
        return PacketHeader.byteCount
      }),
  ]

  static func frame<Value: Equatable & Sendable>(
    _ name: String, _ seeds: [Value],
    _ read: @escaping @Sendable (borrowing Span<UInt8>) throws -> Value,
    _ write: @escaping @Sendable (Value, inout MutableSpan<UInt8>) -> Int
  ) -> FuzzTarget {
    codec(name, seeds: seeds, decode: { try read($0.span) }) { value in
      var buffer = [UInt8](repeating: 0, count: Limits.datagramBytesMax)
      var span = buffer.mutableSpan
      let length = write(value, &span)
      return Array(buffer[..<length])
    }
  }

  private static let beacon: Beacon = {
    var beacon = Beacon()
    beacon.hasEcho = true
    beacon.intervalMilliseconds = 250
    beacon.highestCounter = 12
    return beacon
  }()

  private static let sizeProbe: Beacon = {
    var probe = beacon
    probe.sizeProbes = 3
    probe.paddedBytes = 80
    return probe
  }()

  private static let sizeAnswer: Beacon = {
    var answer = beacon
    answer.isMesh = false
    answer.arrivedBytes = 1_452
    return answer
  }()

  private static func contact(_ number: UInt32) -> Contact {
    Contact(
      node: NodeID(UInt128(number)), key: NodeKey(high: 1, low: UInt128(number)),
      endpoint: UnderlayAddress(ipv4: number, port: 7_272))
  }

  private static let tableSummary = TableSummary(
    base: .four, width: 3,
    entries: [
      .init(count: 3, digest: 0), .init(count: 0, digest: 0), .init(count: 2, digest: 0x1234),
      .init(count: 1, digest: 9),
    ])

  private static let summary = MemberSummary(
    first: NodeID(1), last: NodeID(9),
    entries: [
      .init(node: NodeID(2), incarnation: 1, sequence: 0, hasDeparted: false),
      .init(node: NodeID(3), incarnation: 4, sequence: 1, hasDeparted: true),
    ])

  private static let record = MemberRecord(
    node: NodeID(2), incarnation: 1, sequence: 0,
    endpoints: [UnderlayAddress(ipv4: 0xc000_0201, port: 7_272)], credential: [1, 2, 3],
    signature: [UInt8](repeating: 4, count: Limits.signatureBytes))

  private static let departed: MemberRecord = {
    var departed = record.departing
    departed.signature = record.signature
    return departed
  }()

  /// As an offer says it: without the byte that relays change.
  private static var offeredHeader: PacketHeader {
    var offered = header
    offered.hopLimit = 0
    offered.isCopied = false
    offered.sideSteps = 0
    return offered
  }

  private static let header = PacketHeader(
    hopLimit: Limits.hopLimit, trafficClass: .redundant, kind: .datagram, isSealed: true,
    isCopied: true, flowLabel: 1, sequence: 2, source: NodeID(2), destination: NodeID(1))
}
