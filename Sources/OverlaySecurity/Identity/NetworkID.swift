import Crypto

/// A network's name and root of trust in one: the Ed25519 public key that signs its credentials.
public struct NetworkID: Hashable, Sendable, CustomStringConvertible {
  /// Bytes in the key.
  public static let byteCount = 32

  /// The key.
  public let publicKey: [UInt8]

  /// The network with the given public key; nil unless it is 32 bytes long.
  public init?(publicKey: [UInt8]) {
    guard publicKey.count == Self.byteCount else { return nil }
    self.publicKey = publicKey
  }

  /// The network that ``description`` names; nil when `text` is anything else.
  public init?(_ text: some StringProtocol) {
    guard let bytes = Base64URL.decode(text) else { return nil }
    self.init(publicKey: bytes)
  }

  /// Forty-three characters of base64url.
  public var description: String { Base64URL.encode(publicKey) }

  /// Whether the network's key signed `message`.
  func signed(_ message: [UInt8], signature: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return false
    }
    return key.isValidSignature(signature, for: message)
  }
}

extension NetworkID: Codable {
  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let network = NetworkID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a network's identifier")
    }
    self = network
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
