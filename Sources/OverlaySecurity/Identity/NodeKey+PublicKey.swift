public import OverlayCore

extension NodeKey {
  /// A static public key as the core carries it; nil unless it is 32 bytes long.
  public init?(publicKey: [UInt8]) {
    guard publicKey.count == NodeKey.byteCount else { return nil }
    func half(_ bytes: ArraySlice<UInt8>) -> UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }
    self.init(high: half(publicKey[..<16]), low: half(publicKey[16...]))
  }

  /// The 32 bytes of the key.
  public var publicKey: [UInt8] {
    var bytes = ByteBuilder(capacity: NodeKey.byteCount)
    bytes.append(high)
    bytes.append(low)
    return bytes.bytes
  }
}
