import OverlaySecurity

/// Two nodes about to shake hands, from a seed.
struct HandshakePair {
  var entropy: Entropy
  let initiator: StaticKey
  let responder: StaticKey
  let presharedKey: [UInt8]
  let prologue: [UInt8] = [1, 2, 3]

  init(seed: UInt64) {
    entropy = .seeded(seed)
    initiator = StaticKey(entropy: &entropy)
    responder = StaticKey(entropy: &entropy)
    presharedKey = entropy.bytes(32)
  }

  mutating func initiate(
    payload: [UInt8], staticSecret: StaticSecret? = nil
  ) throws -> NoiseInitiationSent {
    try NoiseInitiationSent(
      initiator: initiator, responder: responder.publicKey, prologue: prologue, payload: payload,
      staticSecret: staticSecret, entropy: &entropy)
  }

  func read(_ message: [UInt8], staticSecret: StaticSecret?) throws -> NoiseInitiationRead {
    let known = try NoiseInitiatorKnown(
      reading: message.span, responder: responder, prologue: prologue)
    return try NoiseInitiationRead(after: known, staticSecret: staticSecret)
  }

  mutating func respond(
    to initiation: NoiseInitiationRead, payload: [UInt8]
  ) throws -> NoiseResponseSent {
    try NoiseResponseSent(
      answering: initiation, presharedKey: presharedKey, payload: payload, entropy: &entropy)
  }
}
