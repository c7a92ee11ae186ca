/// A node's long-lived X25519 key pair, from which its ``OverlayCore/NodeID`` follows.
public struct StaticKey: Sendable {
  /// Bytes in a private or a public key.
  public static let byteCount = 32

  let agreement: AgreementKey
  /// Derived once: records are signed over and over.
  let signing: NodeSigningKey

  /// A fresh key.
  public init(entropy: inout Entropy) {
    agreement = AgreementKey(entropy: &entropy)
    signing = NodeSigningKey(of: agreement)
  }

  /// The key whose 32 private bytes are given.
  /// - Throws: ``KeyError/wrongLength`` when there are more or fewer.
  public init(rawRepresentation: [UInt8]) throws(KeyError) {
    agreement = try AgreementKey(rawRepresentation: rawRepresentation)
    signing = NodeSigningKey(of: agreement)
  }

  /// The private key's 32 bytes. Whoever has them is the node: store them readable by their
  /// owner only.
  public var rawRepresentation: [UInt8] { agreement.rawRepresentation }

  /// The public key's 32 bytes.
  public var publicKey: [UInt8] { agreement.publicKey }

  /// What a credential says of this key: the public key, and that of the Ed25519 key derived from
  /// it, with which the node signs what it publishes.
  public var publicKeys: PublicKeys {
    PublicKeys(agreement: agreement.publicKey, signing: signing.publicKey)
  }

  /// The secret shared with the node whose static public key is given, to be kept per peer and
  /// passed to later handshakes.
  /// - Throws: ``KeyError`` when `publicKey` is not a usable key.
  public func secret(with publicKey: [UInt8]) throws(KeyError) -> StaticSecret {
    StaticSecret(bytes: try agreement.agree(with: publicKey))
  }
}
