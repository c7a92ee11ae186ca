import Testing

@testable import OverlayCore

@Suite("Frames")
struct FrameCodecTests {
  @Test("every field of a beacon survives the wire")
  func beacon() throws {
    var beacon = Beacon()
    beacon.wantsReply = true
    beacon.hasEcho = true
    beacon.intervalMilliseconds = 2_500
    beacon.wantedMilliseconds = 30
    beacon.timestamp = 0xdead_beef
    beacon.echo = 1
    beacon.held = 2
    beacon.highestCounter = 1 << 40
    beacon.receivedCount = 99
    beacon.linkStateVersion = 1 << 60
    beacon.linkStateHeld = 7
    beacon.memberDigest = .max
    let bytes = encoded { beacon.write(to: &$0, at: 0) }
    #expect(bytes.count == Beacon.byteCount)
    #expect(try Beacon(bytes.span) == beacon)
  }

  @Test("a beacon outside a mesh is shorter and keeps the rest")
  func shortBeacon() throws {
    var beacon = Beacon()
    beacon.isMesh = false
    beacon.holds = true
    beacon.receivedCount = 99
    let bytes = encoded { beacon.write(to: &$0, at: 0) }
    #expect(bytes.count == Beacon.shortByteCount)
    #expect(try Beacon(bytes.span) == beacon)
  }

  @Test("a size probe is a beacon and zeroes, and nothing but zeroes, up to a bound")
  func sizeProbe() throws {
    var beacon = Beacon()
    beacon.sizeProbes = 1
    beacon.paddedBytes = 1_420
    var bytes = encoded { beacon.write(to: &$0, at: 0) }
    #expect(bytes.count == 1_420)
    #expect(try Beacon(bytes.span) == beacon)
    #expect(throws: DecodeError.truncated) { try Beacon(Array(bytes[..<56]).span) }
    let tooLong = bytes + Array(repeating: 0, count: Limits.datagramBytesMax)
    #expect(throws: DecodeError.tooLong) { try Beacon(tooLong.span) }
    for place in [56, 700, 1_419] {
      bytes[place] = 1
      #expect(throws: DecodeError.badValue) { try Beacon(bytes.span) }
      bytes[place] = 0
    }
  }

  @Test("the answer to a size probe says which size arrived")
  func sizeAnswer() throws {
    var beacon = Beacon()
    beacon.sizeProbes = .max
    beacon.arrivedBytes = 1_452
    let bytes = encoded { beacon.write(to: &$0, at: 0) }
    #expect(bytes.count == Beacon.longestByteCount)
    #expect(try Beacon(bytes.span) == beacon)
  }

  @Test("the frames of the prefix plane survive the wire and fit it at their largest")
  func prefixFrames() throws {
    let contacts = (0..<Limits.contactsMax).map { number in
      Contact(
        node: NodeID(UInt128(number)), key: NodeKey(high: 1, low: UInt128(number)),
        endpoint: UnderlayAddress(family: .ipv6, host: UInt128(number), port: 9))
    }
    let list = ContactList(request: 7, contacts: contacts, hasMore: true)
    let listBytes = encoded { list.write(to: &$0, at: 0) }
    #expect(listBytes.count <= Limits.controlFrameBytesMax)
    #expect(try ContactList(listBytes.span) == list)
    let request = TableRequest(
      purpose: .neighbours, request: 8, level: 3, distance: 1_000, asker: contacts[1])
    #expect(try TableRequest(encoded { request.write(to: &$0, at: 0) }.span) == request)
    let entry = TableSummary.Entry(count: 2, digest: 0xbeef)
    let summary = TableSummary(
      base: .sixteen, width: 3,
      entries: Array(repeating: entry, count: Limits.summarisedEntriesMax))
    let summaryBytes = encoded { summary.write(to: &$0, at: 0) }
    #expect(summaryBytes.count <= Limits.controlFrameBytesMax)
    #expect(try TableSummary(summaryBytes.span) == summary)
    let announcement = Announcement(level: 4, operation: 5, newcomer: contacts[2])
    #expect(
      try Announcement(encoded { announcement.write(to: &$0, at: 0) }.span) == announcement)
    let note = RelayNote(.offer, Contact(node: NodeID(9)))
    #expect(try RelayNote(encoded { note.write(to: &$0, at: 0) }.span) == note)
    let ack = AnnouncementAck(operation: 5, newcomer: NodeID(6), isRefused: true)
    #expect(try AnnouncementAck(encoded { ack.write(to: &$0, at: 0) }.span) == ack)
  }

  @Test("every field of a packet header survives the wire, wherever it lies")
  func packetHeader() throws {
    let header = PacketHeader(
      hopLimit: 3, trafficClass: .redundant, kind: .probe, isSealed: true, isCopied: true,
      isTowardKey: true, flowLabel: 0x0102_0304, sequence: .max, source: NodeID(1),
      destination: NodeID(.max))
    var bytes = [UInt8](repeating: 0xaa, count: 60)
    var span = bytes.mutableSpan
    header.write(to: &span, at: 16)
    #expect(try PacketHeader(bytes.span, at: 16) == header)
    #expect(bytes[16 + PacketHeader.hopLimitOffset] == 0x80 | 3)
  }

  @Test("link state survives the wire within its units, at its largest too")
  func linkState() throws {
    var entries: [LinkStateUpdate.Entry] = []
    for number in 0..<Limits.linkStateEntriesMax {
      var entry = LinkStateUpdate.Entry(
        node: NodeID(UInt128(number)), state: number % 2 == 0 ? .up : .suspect,
        roundTrip: .microseconds(UInt64(number) * 16), loss: Double(number) / 65_535)
      entry.datagramBytes = Limits.datagramBytesBase + 8 * number
      entry.variation = .microseconds(UInt64(number) * 16)
      if number % 2 == 0 { entry.delivered = UInt64(number) << 20 }
      entries.append(entry)
    }
    let update = LinkStateUpdate(fromVersion: 5, toVersion: 50, entries: entries)
    let bytes = encoded { update.write(to: &$0, at: 0) }
    #expect(bytes.count <= Limits.controlFrameBytesMax)
    #expect(try LinkStateUpdate(bytes.span) == update)
  }

  @Test("link state carries what applications reported, and refuses values that mean nothing")
  func reportedValues() throws {
    let values = [
      MetricValue(metric: 0, value: 2.5, left: .seconds(60)),
      MetricValue(metric: 7, value: 0, left: .milliseconds(100)),
    ]
    let entry = LinkStateUpdate.Entry(
      node: NodeID(1), state: .up, roundTrip: .zero, loss: 0, values: values)
    let update = LinkStateUpdate(fromVersion: 0, toVersion: 1, entries: [entry])
    var bytes = encoded { update.write(to: &$0, at: 0) }
    #expect(bytes.count == LinkStateUpdate.headerBytes + entry.byteCount)
    #expect(try LinkStateUpdate(bytes.span) == update)
    let first = LinkStateUpdate.headerBytes + 29
    bytes[first] = 8
    #expect(throws: DecodeError.badValue) { try LinkStateUpdate(bytes.span) }
    bytes[first] = 0
    // Not a number, in IEEE 754.
    let notANumber: [UInt8] = [0x7f, 0xc0, 0, 0]
    bytes.replaceSubrange(first + 1..<first + 5, with: notANumber)
    #expect(throws: DecodeError.badValue) { try LinkStateUpdate(bytes.span) }
  }

  @Test(
    "a rate keeps eleven bits on the wire", arguments: [0, 1, 2_047, 2_048, 123_456_789, 1 << 42])
  func compactRate(rate: UInt64) {
    let decoded = CompactRate.decode(CompactRate.encode(rate))
    #expect(decoded <= rate)
    #expect(Double(rate - decoded) <= Double(rate) / 1_024)
    #expect(CompactRate.decode(CompactRate.encode(.max)) > 1 << 41)
  }

  @Test("a round trip beyond the field's range is clamped, not wrapped")
  func clampsRoundTrip() throws {
    let entry = LinkStateUpdate.Entry(
      node: NodeID(1), state: .up, roundTrip: .seconds(100_000), loss: 2)
    let update = LinkStateUpdate(fromVersion: 0, toVersion: 1, entries: [entry])
    let decoded = try LinkStateUpdate(encoded { update.write(to: &$0, at: 0) }.span)
    #expect(decoded.entries[0].roundTrip > .seconds(268))
    #expect(decoded.entries[0].loss == 1)
  }

  @Test("summaries, requests, records and refusals survive the wire")
  func others() throws {
    let summary = MemberSummary(
      first: NodeID(0), last: NodeID(.max),
      entries: (1...Limits.summaryEntriesMax).map {
        .init(
          node: NodeID(UInt128($0)), incarnation: UInt64($0), sequence: 3,
          hasDeparted: $0 % 3 == 0)
      })
    let summaryBytes = encoded { summary.write(to: &$0, at: 0) }
    #expect(summaryBytes.count <= Limits.controlFrameBytesMax)
    #expect(try MemberSummary(summaryBytes.span) == summary)
    let request = MemberRequest(nodes: [NodeID(4), NodeID(5)])
    #expect(try MemberRequest(encoded { request.write(to: &$0, at: 0) }.span) == request)
    let record = MemberRecord(
      node: NodeID(9), incarnation: 8, sequence: 7,
      endpoints: [
        UnderlayAddress(ipv4: 0x7f00_0001, port: 1),
        UnderlayAddress(family: .ipv6, host: 1, port: 2),
      ],
      credential: Array(repeating: 5, count: Limits.credentialBytesMax),
      signature: Array(repeating: 6, count: Limits.signatureBytes))
    #expect(try MemberRecord(encoded { record.write(to: &$0, at: 0) }.span) == record)
    var departed = record.departing
    #expect(departed.isNewer(than: record))
    departed.signature = record.signature
    #expect(try MemberRecord(encoded { departed.write(to: &$0, at: 0) }.span) == departed)
    let refusal = Refusal(destination: NodeID(3))
    #expect(try Refusal(encoded { refusal.write(to: &$0, at: 0) }.span) == refusal)
    let tooBig = TooBig(destination: NodeID(3), datagramBytes: 1_372)
    #expect(try TooBig(encoded { tooBig.write(to: &$0, at: 0) }.span) == tooBig)
    let pull = LinkStateRequest(heldVersion: 3)
    #expect(try LinkStateRequest(encoded { pull.write(to: &$0, at: 0) }.span) == pull)
  }

  @Test("numbers that no honest node uses are refused, and so is a list out of order")
  func badValues() throws {
    let record = MemberRecord(
      node: NodeID(9), incarnation: Limits.incarnationMax, sequence: Limits.sequenceMax,
      endpoints: [UnderlayAddress(ipv4: 1, port: 1)], credential: [1])
    var bytes = encoded { record.write(to: &$0, at: 0) }
    #expect(try MemberRecord(bytes.span) == record)
    var late = [record, record]
    late[0].incarnation += 1
    late[1].sequence += 1
    for record in late {
      let bytes = encoded { record.write(to: &$0, at: 0) }
      #expect(throws: DecodeError.badValue) { try MemberRecord(bytes.span) }
    }
    // A flag that is not defined; and a node that has left has no address.
    for flags in 1...UInt8.max {
      bytes[29] = flags
      #expect(throws: DecodeError.badValue) { try MemberRecord(bytes.span) }
    }
    let entry = MemberSummary.Entry(
      node: NodeID(2), incarnation: Limits.incarnationMax + 1, sequence: 0, hasDeparted: false)
    let summary = MemberSummary(first: NodeID(0), last: NodeID(9), entries: [entry])
    let summaryBytes = encoded { summary.write(to: &$0, at: 0) }
    #expect(throws: DecodeError.badValue) { try MemberSummary(summaryBytes.span) }
    for nodes in [[NodeID(3), NodeID(3)], [NodeID(3), NodeID(2)]] {
      let bytes = encoded { MemberRequest(nodes: nodes).write(to: &$0, at: 0) }
      #expect(throws: DecodeError.badValue) { try MemberRequest(bytes.span) }
    }
  }

  @Test("a frame cut short or made longer is refused at every length")
  func everyLength() {
    let record = MemberRecord(
      node: NodeID(9), incarnation: 8, sequence: 7,
      endpoints: [UnderlayAddress(ipv4: 1, port: 1)], credential: [1, 2, 3])
    let bytes = encoded { record.write(to: &$0, at: 0) }
    for length in 0..<bytes.count {
      #expect(throws: DecodeError.self) { try MemberRecord(Array(bytes[..<length]).span) }
    }
    #expect(throws: DecodeError.trailingBytes) { try MemberRecord((bytes + [0]).span) }
  }

  @Test("random bytes never trap and never change a node", arguments: 1...8)
  func hostileBytes(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let mesh = PlainMesh(2, seed: seed)
    mesh.run(for: .seconds(2))
    let link = try #require(mesh.hosts[0].linkTo[1])
    let before = mesh.hosts[0].node.presentMembers
    for _ in 0..<5_000 {
      var bytes = (0..<Int(random.next() % 80)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      if !bytes.isEmpty, random.chance(0.8) { bytes[0] = UInt8(random.next() % 12) }
      // A genuine neighbour's beacon or link state may hold anything: those are not noise.
      let kind = bytes.first.flatMap { FrameKind(rawValue: $0) }
      if kind == .beacon, (try? Beacon(bytes.span)) != nil { continue }
      try? mesh.hosts[0].node.receive(bytes.span, on: link, now: mesh.now)
    }
    mesh.run(for: .seconds(1))
    let after = mesh.hosts[0].node.presentMembers
    let quality = mesh.hosts[0].node.quality(of: link)
    #expect(after == before)
    #expect(quality?.state == .up)
  }

  private func encoded(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 2_048)
    var span = bytes.mutableSpan
    let length = write(&span)
    return Array(bytes[..<length])
  }
}
