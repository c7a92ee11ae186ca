/// What a node shows of itself: the public halves of its static key and of the key it signs with.
///
/// A credential binds the two to each other. A newcomer could name a key that is another's to sign
/// with, and would gain nothing: whatever is signed names its owner.
public struct PublicKeys: Hashable, Sendable {
  /// The X25519 static public key, 32 bytes, of which the node's ID is a digest.
  public var agreement: [UInt8]
  /// The Ed25519 public key, 32 bytes.
  public var signing: [UInt8]

  /// Both keys as they are; whoever issues a credential for them checks their lengths.
  public init(agreement: [UInt8], signing: [UInt8]) {
    self.agreement = agreement
    self.signing = signing
  }
}
