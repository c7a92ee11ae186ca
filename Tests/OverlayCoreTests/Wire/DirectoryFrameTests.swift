import Testing

@testable import OverlayCore

@Suite("The directory's frames")
struct DirectoryFrameTests {
  private let largest = DirectoryRecord.sample(
    key: .max, owner: .max, version: .max, lifetime: Limits.recordLifetimeSecondsMax,
    payload: [UInt8](repeating: 1, count: Limits.recordPayloadBytesMax),
    proof: [UInt8](repeating: 2, count: Limits.recordProofBytesMax))

  @Test("publications and removals survive the wire, at their largest too")
  func publish() throws {
    let removal = DirectoryRecord.sample(version: 2, payload: nil)
    for record in [largest, .sample(), .sample(payload: []), removal] {
      let frame = DirectoryPublish(
        toward: NodeID(3), origin: NodeID(4), request: 5, ageSeconds: 6, record: record)
      let bytes = encoded { frame.write(to: &$0, at: 0) }
      #expect(bytes.count <= Limits.controlFrameBytesMax)
      #expect(try DirectoryPublish(bytes.span) == frame)
      #expect(try Directory.record(in: bytes.span) == record)
      let kind: FrameKind = record.isRemoval ? .directoryRemove : .directoryPublish
      #expect(bytes[0] == kind.rawValue)
      #expect(bytes.count == DirectoryEnvelope.byteCount + 4 + record.byteCount)
    }
  }

  @Test("a removal with a payload is refused")
  func payloadInRemoval() {
    var bytes = encoded {
      DirectoryPublish(
        toward: NodeID(3), origin: NodeID(4), request: 5, ageSeconds: 6, record: .sample()
      ).write(to: &$0, at: 0)
    }
    bytes[0] = FrameKind.directoryRemove.rawValue
    #expect(throws: DecodeError.badValue) { try DirectoryPublish(bytes.span) }
  }

  @Test("lookups, answers and acknowledgements survive the wire")
  func others() throws {
    for kind in [nil, DirectoryKind.node] {
      let lookup = DirectoryLookup(
        key: DirectoryKey(1), kind: kind, origin: NodeID(2), request: 3)
      #expect(try DirectoryLookup(encoded { lookup.write(to: &$0, at: 0) }.span) == lookup)
    }
    let parts: [DirectoryAnswer.Part?] = [
      nil, .init(number: 0, count: 1, ageSeconds: 0, record: .sample()),
      .init(
        number: Limits.answerPartsMax - 1, count: Limits.answerPartsMax, ageSeconds: .max,
        record: largest),
    ]
    for part in parts {
      let answer = DirectoryAnswer(to: NodeID(1), origin: NodeID(2), request: .max, part: part)
      let bytes = encoded { answer.write(to: &$0, at: 0) }
      #expect(bytes.count <= Limits.controlFrameBytesMax)
      #expect(try DirectoryAnswer(bytes.span) == answer)
      #expect(try Directory.record(in: bytes.span) == part?.record)
    }
    for outcome in DirectoryOutcome.allCases {
      let frame = DirectoryAcknowledgement(
        to: NodeID(1), origin: NodeID(2), request: 3, outcome: outcome, version: .max)
      let bytes = encoded { frame.write(to: &$0, at: 0) }
      #expect(try DirectoryAcknowledgement(bytes.span) == frame)
      #expect(try Directory.record(in: bytes.span) == nil)
    }
  }

  @Test("a frame cut short or made longer is refused at every length, before it changes anything")
  func everyLength() {
    for bytes in samples() {
      for length in 0..<bytes.count {
        var directory = Directory(node: NodeID(1), seed: 1)
        #expect(throws: DecodeError.self) {
          try directory.deliver(Array(bytes[..<length]).span, now: .zero)
        }
        #expect(directory.recordCount == 0)
      }
      var directory = Directory(node: NodeID(1), seed: 1)
      #expect(throws: DecodeError.trailingBytes) {
        try directory.deliver((bytes + [0]).span, now: .zero)
      }
    }
  }

  @Test("fields beyond their bounds are refused")
  func bounds() {
    let publish = samples()[0]
    let record = DirectoryEnvelope.byteCount + 4
    func changed(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
      var copy = publish
      copy.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
      return copy
    }
    let cases: [([UInt8], DecodeError)] = [
      (changed(0, [25]), .unknownKind), (changed(0, [FrameKind.beacon.rawValue]), .unknownKind),
      (changed(1, [0]), .badValue), (changed(1, [Limits.directoryHopLimit + 1]), .badValue),
      (changed(record + 32, [0]), .badValue), (changed(record + 41, [0, 0, 0, 0]), .badValue),
      (changed(record + 41, [1, 0, 0, 0]), .badValue), (changed(record + 45, [3, 0]), .tooLong),
    ]
    for (bytes, error) in cases {
      #expect(throws: error) { try DirectoryPublish(bytes.span) }
    }
  }

  @Test("a node's record survives as a payload, and says how to reach the node")
  func nodeRecord() throws {
    let endpoints = (1...UInt32(Limits.endpointsMax)).map { UnderlayAddress(ipv4: $0, port: 9) }
    for count in 1...Limits.endpointsMax {
      let record = NodeRecord(
        key: NodeKey(high: 1, low: .max), incarnation: 2, sequence: 3,
        endpoints: Array(endpoints.prefix(count)))
      let bytes = record.encoded
      #expect(bytes.count <= Limits.recordPayloadBytesMax)
      #expect(try NodeRecord(decoding: bytes) == record)
      let contact = Contact(node: NodeID(5), key: record.key, endpoint: endpoints[0])
      #expect(record.contact(of: NodeID(5)) == contact)
      for length in 0..<bytes.count {
        #expect(throws: DecodeError.truncated) {
          try NodeRecord(decoding: Array(bytes[..<length]))
        }
      }
      #expect(throws: DecodeError.trailingBytes) { try NodeRecord(decoding: bytes + [0]) }
    }
    let nowhere = NodeRecord(
      key: NodeKey(high: 1, low: 2), incarnation: 2, sequence: 3, endpoints: [])
    #expect(throws: DecodeError.badValue) { try NodeRecord(decoding: nowhere.encoded) }
    #expect(nowhere.contact(of: NodeID(5)) == nil)
  }

  @Test("random bytes, and genuine frames that were mangled, never trap", arguments: 1...8)
  func hostile(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var directory = Directory(node: NodeID(1), seed: seed)
    let genuine = samples()
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = buffer.mutableSpan
    for step: UInt64 in 0..<20_000 {
      let now = Instant(nanoseconds: step * 1_000_000)
      var bytes = genuine[Int(random.next() % UInt64(genuine.count))]
      if random.chance(0.3) {
        bytes = (0..<Int(random.next() % 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        if !bytes.isEmpty { bytes[0] = UInt8(20 + random.next() % 6) }
      } else {
        for _ in 0..<(random.next() % 4) {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      try? directory.deliver(bytes.span, now: now)
      directory.advance(to: now)
      while let effect = directory.nextEffect(into: &span, at: 0, now: now) {
        if case .send(_, let length) = effect { #expect(length <= Limits.controlFrameBytesMax) }
      }
      #expect(directory.recordCount <= DirectoryProfile.standard.recordsMax)
    }
  }

  /// One frame of each kind.
  private func samples() -> [[UInt8]] {
    [
      encoded {
        DirectoryPublish(
          toward: NodeID(7), origin: NodeID(4), request: 5, ageSeconds: 6, record: .sample()
        ).write(to: &$0, at: 0)
      },
      encoded {
        DirectoryPublish(
          toward: NodeID(7), origin: NodeID(4), request: 5, ageSeconds: 6,
          record: .sample(version: 2, payload: nil)
        ).write(to: &$0, at: 0)
      },
      encoded {
        DirectoryLookup(key: DirectoryKey(7), kind: nil, origin: NodeID(2), request: 3)
          .write(to: &$0, at: 0)
      },
      encoded {
        DirectoryAnswer(
          to: NodeID(1), origin: NodeID(2), request: 4,
          part: .init(number: 0, count: 1, ageSeconds: 0, record: .sample())
        ).write(to: &$0, at: 0)
      },
      encoded {
        DirectoryAcknowledgement(
          to: NodeID(1), origin: NodeID(2), request: 3, outcome: .stored, version: 1
        ).write(to: &$0, at: 0)
      },
    ]
  }

  private func encoded(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = write(&span)
    return Array(bytes[..<length])
  }
}
