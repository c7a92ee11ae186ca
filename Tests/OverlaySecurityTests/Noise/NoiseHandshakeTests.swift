import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Noise handshake")
struct NoiseHandshakeTests {
  @Test("both sides agree with the published IKpsk2 vector, byte for byte")
  func vector() throws {
    let vector = try NoiseVector.load(protocolName: "Noise_IKpsk2_25519_AESGCM_SHA256")
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

  private func bytes(_ text: String?) throws -> [UInt8] {
    let digits = try #require(text)
    return try #require(Hex.decode(digits))
  }
}
