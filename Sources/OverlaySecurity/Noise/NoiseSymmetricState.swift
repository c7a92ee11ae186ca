/// The chaining key, transcript hash and current cipher key of a handshake (Noise specification,
/// section 5.2).
///
/// In IKpsk2 every encryption directly follows a `MixKey`, which resets the nonce, so the nonce
/// is zero each time and no counter is kept.
struct NoiseSymmetricState {
  private var chainingKey: SecretBytes
  private var cipherKey = SecretBytes([])
  /// The hash of everything said so far.
  private(set) var hash: [UInt8]

  /// `InitializeSymmetric`, the prologue, and the pre-message `<- s`.
  init(prologue: [UInt8], responder: [UInt8]) {
    // The name has exactly the digest's 32 bytes, so it is the first hash as it stands.
    chainingKey = SecretBytes(NoiseHandshake.protocolName)
    hash = NoiseHandshake.protocolName
    mixHash(prologue)
    mixHash(responder)
  }

  mutating func mixHash(_ bytes: [UInt8]) {
    hash = Hashing.sha256(hash, bytes)
  }

  mutating func mixKey(_ material: SecretBytes) {
    mixKey(material.bytes)
  }

  private mutating func mixKey(_ material: [UInt8]) {
    (chainingKey, cipherKey) = Hashing.derivePair(
      chainingKey: chainingKey.bytes, material: material)
  }

  /// The `e` token: hashed, and mixed as a key too because the pattern has a pre-shared key
  /// (section 9.2).
  mutating func mixEphemeral(_ publicKey: [UInt8]) {
    mixHash(publicKey)
    mixKey(publicKey)
  }

  /// The `psk` token (section 9.1).
  mutating func mixKeyAndHash(_ material: [UInt8]) {
    let keys = Hashing.deriveTriple(chainingKey: chainingKey.bytes, material: material)
    chainingKey = keys.first
    mixHash(keys.second.bytes)
    cipherKey = keys.third
  }

  /// `EncryptAndHash`: the sealed bytes, tag last.
  mutating func sealAndHash(_ plaintext: [UInt8]) -> [UInt8] {
    var sealed = plaintext + [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    let cipher = FrameCipher(key: cipherKey.bytes)
    var span = sealed.mutableSpan
    cipher.seal(
      &span, plaintext: 0..<plaintext.count, path: 0, counter: 0, additionalData: hash.span)
    mixHash(sealed)
    return sealed
  }

  /// `DecryptAndHash`: the plaintext of sealed bytes that may be forged.
  mutating func openAndHash(_ sealed: [UInt8]) throws(HandshakeError) -> [UInt8] {
    guard sealed.count >= FrameCipher.tagBytes else { throw .badLength }
    var buffer = sealed
    let cipher = FrameCipher(key: cipherKey.bytes)
    var span = buffer.mutableSpan
    guard
      cipher.open(
        &span, ciphertextAndTag: 0..<sealed.count, path: 0, counter: 0,
        additionalData: hash.span)
    else { throw .notAuthentic }
    mixHash(sealed)
    return buffer.dropLast(FrameCipher.tagBytes)
  }

  /// `Split`: the keys of the two directions.
  func split() -> (initiator: SecretBytes, responder: SecretBytes) {
    let keys = Hashing.derivePair(chainingKey: chainingKey.bytes, material: [])
    return (keys.first, keys.second)
  }
}

extension AgreementKey {
  /// A key agreement in the middle of a handshake.
  func handshakeSecret(with other: [UInt8]) throws(HandshakeError) -> SecretBytes {
    do {
      return SecretBytes(try agree(with: other))
    } catch {
      throw .badKey
    }
  }
}
