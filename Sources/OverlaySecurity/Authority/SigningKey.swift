import Crypto

/// The network's Ed25519 private key (RFC 8032): whoever has it decides who is in.
struct SigningKey: Sendable {
  /// The network that it signs for.
  let network: NetworkID
  private let privateKey: Curve25519.Signing.PrivateKey

  /// A fresh key.
  init(entropy: inout Entropy) {
    guard let key = SigningKey(rawRepresentation: entropy.bytes(NetworkID.byteCount)) else {
      preconditionFailure("any 32 bytes are an Ed25519 private key")
    }
    self = key
  }

  /// The key whose 32 private bytes are given; nil when there are more or fewer.
  init?(rawRepresentation bytes: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes),
      let network = NetworkID(publicKey: Array(key.publicKey.rawRepresentation))
    else { return nil }
    privateKey = key
    self.network = network
  }

  /// The private half, for storage.
  var rawRepresentation: [UInt8] { Array(privateKey.rawRepresentation) }

  /// A signature over the bytes.
  func sign(_ bytes: [UInt8]) -> [UInt8] {
    guard let signature = try? privateKey.signature(for: bytes) else {
      preconditionFailure("Ed25519 signs anything")
    }
    return Array(signature)
  }
}

extension SigningKey: Codable {
  /// Reads the private bytes as base64url.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = Base64URL.decode(try container.decode(String.self)),
      let key = SigningKey(rawRepresentation: bytes)
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a signing key")
    }
    self = key
  }

  /// Writes the private bytes as base64url.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Base64URL.encode(rawRepresentation))
  }
}
