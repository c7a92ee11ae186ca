import Crypto

/// The Ed25519 key (RFC 8032) with which a node signs what it publishes.
///
/// The static key is for X25519 and cannot sign, so this one is derived from it by HKDF-SHA256
/// (RFC 5869) under a label of its own: there is no second secret to store, back up or lose, and
/// neither key tells anything about the other (docs/decisions/0010-who-may-sign-a-record.md).
struct NodeSigningKey: Sendable {
  /// Bytes in a private and in a public key.
  static let byteCount = 32

  private static let label = Array("selvedge record signing 1".utf8)

  /// The public half.
  let publicKey: [UInt8]
  private let privateKey: Curve25519.Signing.PrivateKey

  /// The key that belongs to a static key.
  init(of agreement: AgreementKey) {
    let seed = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: agreement.rawRepresentation), info: Self.label,
      outputByteCount: Self.byteCount)
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      preconditionFailure("any 32 bytes are an Ed25519 private key")
    }
    privateKey = key
    publicKey = Array(key.publicKey.rawRepresentation)
  }

  /// A signature over the bytes, ``SecurityLimits/signatureBytes`` long.
  func sign(_ bytes: [UInt8]) -> [UInt8] {
    guard let signature = try? privateKey.signature(for: bytes) else {
      preconditionFailure("Ed25519 signs anything")
    }
    return Array(signature)
  }

  /// Whether the holder of `publicKey` signed the bytes.
  static func verify(_ signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return false
    }
    return key.isValidSignature(signature, for: bytes)
  }
}
