public import OverlayCore

extension NodeID {
  /// The identifier of the node that holds `publicKey`: the first 16 bytes of the key's SHA-256,
  /// big-endian.
  public init(publicKey: [UInt8]) {
    let digest = Hashing.sha256(publicKey)
    self.init(digest.prefix(NodeID.byteCount).reduce(0) { $0 << 8 | UInt128($1) })
  }
}

extension StaticKey {
  /// The identifier that this key gives its node.
  public var node: NodeID { NodeID(publicKey: publicKey) }
}
