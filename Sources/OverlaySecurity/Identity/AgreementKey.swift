import Crypto

/// An X25519 key pair (RFC 7748), static or ephemeral, its public half kept because deriving it
/// costs as much as a key agreement.
struct AgreementKey: Sendable {
  /// Bytes in a private key, a public key and a shared secret alike.
  static let byteCount = 32

  /// The public key.
  let publicKey: [UInt8]
  private let privateKey: Curve25519.KeyAgreement.PrivateKey

  /// A fresh pair.
  init(entropy: inout Entropy) {
    let drawn = entropy.bytes(Self.byteCount)
    guard let key = try? AgreementKey(rawRepresentation: drawn) else {
      preconditionFailure("any 32 bytes are an X25519 private key")
    }
    self = key
  }

  /// The pair whose private half is given.
  init(rawRepresentation bytes: [UInt8]) throws(KeyError) {
    guard bytes.count == Self.byteCount,
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    else { throw .wrongLength }
    privateKey = key
    publicKey = Array(key.publicKey.rawRepresentation)
  }

  /// The private half.
  var rawRepresentation: [UInt8] { Array(privateKey.rawRepresentation) }

  /// The secret shared with the holder of the other private key.
  func agree(with other: [UInt8]) throws(KeyError) -> [UInt8] {
    guard other.count == Self.byteCount,
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: other)
    else { throw .wrongLength }
    guard let secret = try? privateKey.sharedSecretFromKeyAgreement(with: key) else {
      throw .contributesNothing
    }
    let bytes = unsafe secret.withUnsafeBytes { unsafe Array($0) }
    // swift-crypto leaves this check of RFC 7748, section 6.1, to its callers.
    guard !Hashing.equal(bytes, repeatElement(0, count: Self.byteCount)) else {
      throw .contributesNothing
    }
    return bytes
  }
}
