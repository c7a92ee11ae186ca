import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Noise handshake")
struct NoiseHandshakeTests {
  @Test("both sides agree with the IKpsk2 vector of an independent implementation, byte for byte")
  func ourVector() throws {
    try follow(NoiseVector.load(protocolName: Self.protocolName, from: NoiseVector.ours))
  }

  @Test(
    "both sides agree with the published IKpsk2 vector, byte for byte",
    .enabled(
      if: NoiseVector.published != nil,
      "not run: the published vectors are not in this repository; name their folder in SELVEDGE_VECTORS"
    ))
  func publishedVector() throws {
    let file = try #require(NoiseVector.published)
    try follow(NoiseVector.load(protocolName: Self.protocolName, from: file))
  }

  private static let protocolName = "Noise_IKpsk2_25519_AESGCM_SHA256"

  private func follow(_ vector: NoiseVector) throws {
    let initiator = try StaticKey(rawRepresentation: bytes(vector.initStatic))
    let responder = try StaticKey(rawRepresentation: bytes(vector.respStatic))
    let presharedKey = try bytes(vector.initPsks?.first)
    let prologue = try bytes(vector.initPrologue)
    #expect(responder.publicKey == (try bytes(vector.initRemoteStatic)))

    let sent = try NoiseInitiationSent(
      initiator: initiator, responder: responder.publicKey, prologue: prologue,
      payload: bytes(vector.messages[0].payload), staticSecret: nil,
      ephemeral: AgreementKey(rawRepresentation: bytes(vector.initEphemeral)))
    #expect(Hex.encode(sent.message) == vector.messages[0].ciphertext)

    let known = try NoiseInitiatorKnown(
      reading: sent.message.span, responder: responder, prologue: prologue)
    #expect(known.initiator == initiator.publicKey)
    let read = try NoiseInitiationRead(after: known, staticSecret: nil)
    #expect(Hex.encode(read.payload) == vector.messages[0].payload)

    let response = try NoiseResponseSent(
      answering: read, presharedKey: presharedKey, payload: bytes(vector.messages[1].payload),
      ephemeral: AgreementKey(rawRepresentation: bytes(vector.respEphemeral)))
    #expect(Hex.encode(response.message) == vector.messages[1].ciphertext)

    let finished = try NoiseResponseRead(
      reading: response.message.span, after: sent, presharedKey: presharedKey)
    #expect(Hex.encode(finished.payload) == vector.messages[1].payload)
    #expect(Hex.encode(finished.keys.handshakeHash) == vector.handshakeHash)
    #expect(finished.keys.handshakeHash == response.keys.handshakeHash)
    #expect(finished.keys.send == response.keys.receive)
    #expect(finished.keys.receive == response.keys.send)

    // The transport messages alternate, initiator first, each direction counting from zero.
    for (index, message) in vector.messages.dropFirst(2).enumerated() {
      let key = index.isMultiple(of: 2) ? finished.keys.send : finished.keys.receive
      let sealed = Sealing.seal(
        try bytes(message.payload), key: key, path: 0, counter: UInt64(index / 2))
      #expect(Hex.encode(sealed) == message.ciphertext)
    }
  }

  @Test("a kept static secret gives the same session as a fresh key agreement")
  func cachedStaticSecret() throws {
    var pair = HandshakePair(seed: 4)
    let kept = try pair.initiator.secret(with: pair.responder.publicKey)
    let sent = try pair.initiate(payload: [1], staticSecret: kept)
    let read = try pair.read(
      sent.message, staticSecret: pair.responder.secret(with: pair.initiator.publicKey))
    #expect(read.initiator == pair.initiator.publicKey)
    #expect(read.payload == [1])
    let plain = try pair.read(sent.message, staticSecret: nil)
    let response = try pair.respond(to: plain, payload: [2])
    let finished = try NoiseResponseRead(
      reading: response.message.span, after: sent, presharedKey: pair.presharedKey)
    #expect(finished.payload == [2])
    #expect(finished.keys.send == response.keys.receive)
  }

  @Test("equal seeds give equal handshakes, different seeds different ones")
  func deterministic() throws {
    var one = HandshakePair(seed: 9)
    var other = HandshakePair(seed: 9)
    var third = HandshakePair(seed: 10)
    let message = try one.initiate(payload: []).message
    #expect(try other.initiate(payload: []).message == message)
    #expect(try third.initiate(payload: []).message != message)
    #expect(try one.initiate(payload: []).message != message)
  }

  @Test("another responder, prologue or pre-shared key ends in a refusal")
  func mismatches() throws {
    var pair = HandshakePair(seed: 11)
    let sent = try pair.initiate(payload: [1, 2, 3])
    let stranger = StaticKey(entropy: &pair.entropy)
    #expect(throws: HandshakeError.notAuthentic) {
      try NoiseInitiatorKnown(
        reading: sent.message.span, responder: stranger, prologue: pair.prologue)
    }
    #expect(throws: HandshakeError.notAuthentic) {
      try NoiseInitiatorKnown(
        reading: sent.message.span, responder: pair.responder, prologue: [])
    }
    let response = try pair.respond(to: pair.read(sent.message, staticSecret: nil), payload: [])
    #expect(throws: HandshakeError.notAuthentic) {
      try NoiseResponseRead(
        reading: response.message.span, after: sent,
        presharedKey: [UInt8](repeating: 0, count: 32))
    }
    let otherSent = try pair.initiate(payload: [1, 2, 3])
    #expect(throws: HandshakeError.notAuthentic) {
      try NoiseResponseRead(
        reading: response.message.span, after: otherSent, presharedKey: pair.presharedKey)
    }
  }

  @Test("messages with any byte changed, cut short or made up are refused without a trap")
  func hostile() throws {
    var pair = HandshakePair(seed: 12)
    let sent = try pair.initiate(payload: [1, 2, 3])
    let response = try pair.respond(to: pair.read(sent.message, staticSecret: nil), payload: [4])
    for index in sent.message.indices {
      var changed = sent.message
      changed[index] ^= 0x20
      #expect(throws: HandshakeError.self) { try pair.read(changed, staticSecret: nil) }
      #expect(throws: HandshakeError.self) {
        try pair.read(Array(sent.message.prefix(index)), staticSecret: nil)
      }
    }
    for index in response.message.indices {
      var changed = response.message
      changed[index] ^= 0x20
      for message in [changed, Array(response.message.prefix(index))] {
        #expect(throws: HandshakeError.self) {
          try NoiseResponseRead(
            reading: message.span, after: sent, presharedKey: pair.presharedKey)
        }
      }
    }
    for _ in 0..<300 {
      let message = pair.entropy.bytes(Int(pair.entropy.next() % 400))
      #expect(throws: HandshakeError.self) { try pair.read(message, staticSecret: nil) }
    }
  }

  @Test("an ephemeral key that X25519 must refuse is refused")
  func uselessKey() throws {
    var pair = HandshakePair(seed: 13)
    let zeros = [UInt8](repeating: 0, count: 200)
    #expect(throws: HandshakeError.badKey) { try pair.read(zeros, staticSecret: nil) }
    #expect(throws: HandshakeError.badKey) {
      try NoiseInitiationSent(
        initiator: pair.initiator, responder: [UInt8](repeating: 0, count: 32), prologue: [],
        payload: [], staticSecret: nil, entropy: &pair.entropy)
    }
    #expect(throws: HandshakeError.badKey) {
      try NoiseInitiationSent(
        initiator: pair.initiator, responder: [1, 2], prologue: [], payload: [],
        staticSecret: nil, entropy: &pair.entropy)
    }
    #expect(throws: KeyError.contributesNothing) {
      try pair.initiator.secret(with: [UInt8](repeating: 0, count: 32))
    }
  }

  private func bytes(_ text: String?) throws -> [UInt8] {
    let digits = try #require(text)
    return try #require(Hex.decode(digits))
  }
}
