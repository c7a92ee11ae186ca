import OverlayCore
import OverlaySecurity
import Testing

@Suite("Handshake datagrams")
struct HandshakeFrameTests {
  private let authenticator = MessageAuthenticator(
    presharedKey: [UInt8](repeating: 1, count: 32), receiver: [UInt8](repeating: 2, count: 32))
  private let endpoints = [
    UnderlayAddress(ipv4: 0xc000_0201, port: 4_242),
    UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96, port: 1),
    UnderlayAddress(ipv4: 0xc000_0202, port: 65_535),
    UnderlayAddress(family: .ipv6, host: .max, port: 0),
  ]

  @Test("initiations and responses come back as they were written")
  func frames() throws {
    let noise = [UInt8](repeating: 7, count: 100)
    let first = InitiationFrame.encode(
      sender: 0xdead_beef, noise: noise, authenticator: authenticator, cookie: nil)
    let initiation = try InitiationFrame(decoding: first.span)
    #expect(initiation.sender == 0xdead_beef)
    #expect(Array(first[initiation.noise]) == noise)
    #expect(first.count == noise.count + InitiationFrame.overheadBytes)

    let second = ResponseFrame.encode(
      sender: 1, receiver: 0xdead_beef, noise: noise, authenticator: authenticator,
      cookie: [UInt8](repeating: 5, count: 16))
    let response = try ResponseFrame(decoding: second.span)
    #expect(response.sender == 1)
    #expect(response.receiver == 0xdead_beef)
    #expect(Array(second[response.noise]) == noise)
    #expect(second.count == noise.count + ResponseFrame.overheadBytes)
    #expect(authenticator.message(second, provesCookie: [UInt8](repeating: 5, count: 16)))
  }

  @Test("payloads come back as they were written")
  func payloads() throws {
    for count in 0...4 {
      let named = Array(endpoints.prefix(count))
      let purposes: [InitiationPayload.Purpose] = [
        .session(announced([UInt8](repeating: 9, count: 512), named)),
        .session(announced([], named)),
        .enrolment(
          secret: [UInt8](repeating: 8, count: 16), signingKey: [UInt8](repeating: 6, count: 32),
          endpoints: named),
      ]
      for purpose in purposes {
        let payload = InitiationPayload(
          purpose: purpose, path: 3,
          counter: HandshakeCounter(incarnation: Limits.incarnationMax, number: .max))
        #expect(try InitiationPayload(decoding: payload.encoded) == payload)
      }
    }
    let contact = HandshakeContact(
      credential: [UInt8](repeating: 1, count: 200), endpoints: endpoints)
    let answers: [ResponsePayload.Answer] =
      [
        .session(incarnation: 42, announced([1, 2, 3], endpoints)),
        .enrolled(credential: [4], contacts: [contact, contact]),
        .enrolled(credential: [], contacts: []),
      ] + EnrolmentError.allCases.map { .refused($0) }
    for answer in answers {
      let payload = ResponsePayload(
        answer: answer, version: 2, features: ProtocolFeatures(rawValue: 0x8000_0001))
      #expect(try ResponsePayload(decoding: payload.encoded) == payload)
    }
  }

  private func announced(
    _ credential: [UInt8], _ endpoints: [UnderlayAddress]
  ) -> AnnouncedRecord {
    AnnouncedRecord(
      sequence: Limits.sequenceMax, endpoints: endpoints, credential: credential,
      signature: [UInt8](repeating: 5, count: 64))
  }

  @Test("a payload with its node is the node's whole record")
  func wholeRecord() throws {
    let record = MemberRecord(
      node: NodeID(7), incarnation: 9, sequence: 3, endpoints: endpoints, credential: [1, 2],
      signature: [UInt8](repeating: 5, count: 64))
    let initiation = InitiationPayload(announcing: record, path: 1, number: 4)
    #expect(try InitiationPayload(decoding: initiation.encoded).record(of: record.node) == record)
    let response = ResponsePayload(
      answer: .session(incarnation: record.incarnation, AnnouncedRecord(record)), version: 2,
      features: [])
    #expect(try ResponsePayload(decoding: response.encoded).record(of: record.node) == record)
    let refused = ResponsePayload(answer: .refused(.usedInvitation), version: 2, features: [])
    #expect(refused.record(of: record.node) == nil)
  }

  @Test("numbers from 2^63 and 2^31 on are refused")
  func tooGreat() throws {
    var late = announced([], [])
    late.sequence += 1
    for (incarnation, said) in [
      (Limits.incarnationMax + 1, announced([], [])), (UInt64.max, announced([], [])), (1, late),
    ] {
      let initiation = InitiationPayload(
        purpose: .session(said), path: 0,
        counter: HandshakeCounter(incarnation: incarnation, number: 0))
      #expect(throws: DecodeError.badValue) {
        try InitiationPayload(decoding: initiation.encoded)
      }
      let response = ResponsePayload(
        answer: .session(incarnation: incarnation, said), version: 2, features: [])
      #expect(throws: DecodeError.badValue) { try ResponsePayload(decoding: response.encoded) }
    }
  }

  @Test("the largest messages fit into a datagram that IPv6 carries everywhere")
  func largest() throws {
    let credential = [UInt8](repeating: 1, count: SecurityLimits.credentialBytesMax)
    let initiation = InitiationPayload(
      purpose: .session(announced(credential, endpoints)), path: 1,
      counter: HandshakeCounter(incarnation: 1, number: 1))
    let overhead = NoiseHandshake.initiationOverheadBytes + InitiationFrame.overheadBytes
    #expect(initiation.encoded.count + overhead <= SecurityLimits.handshakeBytesMax)
    #expect(initiation.encoded.count + overhead <= Limits.controlFrameBytesMax)

    let contact = HandshakeContact(credential: credential, endpoints: endpoints)
    let enrolled = ResponsePayload(
      answer: .enrolled(
        credential: credential, contacts: [HandshakeContact](repeating: contact, count: 9)),
      version: 2, features: [])
    #expect(enrolled.encoded.count <= ResponsePayload.bytesMax)
    let decoded = try ResponsePayload(decoding: enrolled.encoded)
    #expect(decoded.answer == .enrolled(credential: credential, contacts: [contact]))
  }

  @Test("counters order by incarnation, then by number")
  func counters() {
    let counters = [(0, 0), (0, 1), (0, UInt64.max), (1, 0), (1, 1), (UInt64.max, 0)].map {
      HandshakeCounter(incarnation: $0.0, number: $0.1)
    }
    for (earlier, later) in zip(counters, counters.dropFirst()) { #expect(earlier < later) }
  }

  @Test("datagrams cut short are refused at every length")
  func truncated() {
    let noise = [UInt8](repeating: 7, count: 96)
    let first = InitiationFrame.encode(
      sender: 1, noise: noise, authenticator: authenticator, cookie: nil)
    for length in 0..<first.count {
      #expect(throws: DecodeError.truncated) {
        try InitiationFrame(decoding: Array(first.prefix(length)).span)
      }
    }
    let second = ResponseFrame.encode(
      sender: 1, receiver: 2, noise: Array(noise.prefix(48)), authenticator: authenticator,
      cookie: nil)
    for length in 0..<second.count {
      #expect(throws: DecodeError.truncated) {
        try ResponseFrame(decoding: Array(second.prefix(length)).span)
      }
    }
    #expect(throws: DecodeError.tooLong) {
      try InitiationFrame(decoding: (first + [UInt8](repeating: 0, count: 1_200)).span)
    }
    #expect(throws: DecodeError.unknownKind) { try ResponseFrame(decoding: first.span) }
  }

  @Test("random bytes, and genuine ones that were mangled, never trap")
  func hostile() {
    var random = SeededRandom(seed: 21)
    let contact = HandshakeContact(credential: [1, 2], endpoints: endpoints)
    let genuine = [
      InitiationPayload(
        purpose: .session(announced([1, 2, 3], endpoints)), path: 1,
        counter: HandshakeCounter(incarnation: 1, number: 7)
      ).encoded,
      ResponsePayload(
        answer: .session(incarnation: 1, announced([4], endpoints)), version: 2, features: []
      ).encoded,
      ResponsePayload(
        answer: .enrolled(credential: [1], contacts: [contact, contact]), version: 2, features: []
      ).encoded,
      ResponsePayload(answer: .refused(.usedInvitation), version: 2, features: []).encoded,
    ]
    for round in 0..<60_000 {
      var bytes: [UInt8]
      if round.isMultiple(of: 2) {
        bytes = (0..<Int(random.next() % 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        if !bytes.isEmpty { bytes[0] %= 4 }
      } else {
        bytes = genuine[Int(random.next() % UInt64(genuine.count))]
        for _ in 0..<(1 + random.next() % 3) {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        bytes.removeLast(Int(random.next() % 3))
      }
      _ = try? InitiationFrame(decoding: bytes.span)
      _ = try? ResponseFrame(decoding: bytes.span)
      _ = try? CookieReplyFrame(decoding: bytes.span)
      _ = try? VersionReplyFrame(decoding: bytes.span)
      _ = try? HandshakeFront(decoding: bytes.span)
      _ = authenticator.admits(bytes)
      if let payload = try? InitiationPayload(decoding: bytes) { #expect(payload.encoded == bytes) }
      if let payload = try? ResponsePayload(decoding: bytes) { #expect(payload.encoded == bytes) }
    }
  }
}
