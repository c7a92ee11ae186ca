import Crypto

/// The initiator's side of `Noise_IKpsk2_25519_AESGCM_SHA256` (Noise protocol framework, revision 34),
/// from the specification and nothing of ours.
struct HandNoise {
  struct Keys {
    var send: SymmetricKey
    var receive: SymmetricKey
  }

  private static let name = Array("Noise_IKpsk2_25519_AESGCM_SHA256".utf8)
  private let own: Curve25519.KeyAgreement.PrivateKey
  private let ephemeral = Curve25519.KeyAgreement.PrivateKey()
  private var chainingKey = HandNoise.name
  private var hash = HandNoise.name
  private var cipherKey: [UInt8] = []

  init(
    own: Curve25519.KeyAgreement.PrivateKey, responder: [UInt8], prologue: [UInt8]
  ) {
    self.own = own
    mixHash(prologue)
    mixHash(responder)
  }

  /// `-> e, es, s, ss`
  mutating func initiation(payload: [UInt8], responder: [UInt8]) throws -> [UInt8] {
    let publicKey = Array(ephemeral.publicKey.rawRepresentation)
    mixEphemeral(publicKey)
    mixKey(try Self.agree(ephemeral, responder))
    let sealedStatic = try seal(Array(own.publicKey.rawRepresentation))
    mixKey(try Self.agree(own, responder))
    return publicKey + sealedStatic + (try seal(payload))
  }

  /// `<- e, ee, se, psk`
  mutating func response(
    _ message: [UInt8], presharedKey: [UInt8]
  ) throws -> (payload: [UInt8], keys: Keys) {
    let other = Array(message.prefix(32))
    mixEphemeral(other)
    mixKey(try Self.agree(ephemeral, other))
    mixKey(try Self.agree(own, other))
    let derived = derive(presharedKey, 3)
    chainingKey = derived[0]
    mixHash(derived[1])
    cipherKey = derived[2]
    let payload = try open(Array(message.dropFirst(32)))
    let split = derive([], 2)
    return (
      payload, Keys(send: SymmetricKey(data: split[0]), receive: SymmetricKey(data: split[1]))
    )
  }

  private static func agree(
    _ key: Curve25519.KeyAgreement.PrivateKey, _ other: [UInt8]
  ) throws -> [UInt8] {
    let secret = try key.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: other))
    return secret.withUnsafeBytes { Array($0) }
  }

  private mutating func mixHash(_ bytes: [UInt8]) {
    hash = Array(SHA256.hash(data: hash + bytes))
  }

  private mutating func mixKey(_ material: [UInt8]) {
    let derived = derive(material, 2)
    chainingKey = derived[0]
    cipherKey = derived[1]
  }

  private mutating func mixEphemeral(_ key: [UInt8]) {
    mixHash(key)
    mixKey(key)
  }

  private func derive(_ material: [UInt8], _ count: UInt8) -> [[UInt8]] {
    func code(_ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
      Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }
    let extracted = code(material, chainingKey)
    var keys: [[UInt8]] = []
    for number in 1...count { keys.append(code((keys.last ?? []) + [number], extracted)) }
    return keys
  }

  private mutating func seal(_ plaintext: [UInt8]) throws -> [UInt8] {
    let box = try AES.GCM.seal(
      plaintext, using: SymmetricKey(data: cipherKey),
      nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)), authenticating: hash)
    let sealed = Array(box.ciphertext) + Array(box.tag)
    mixHash(sealed)
    return sealed
  }

  private mutating func open(_ sealed: [UInt8]) throws -> [UInt8] {
    let box = try AES.GCM.SealedBox(
      nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
      ciphertext: sealed.dropLast(16), tag: sealed.suffix(16))
    let plaintext = try AES.GCM.open(
      box, using: SymmetricKey(data: cipherKey), authenticating: hash)
    mixHash(sealed)
    return Array(plaintext)
  }
}
