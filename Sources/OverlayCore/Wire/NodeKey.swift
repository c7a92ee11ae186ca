/// The 32 bytes of a node's static public key, opaque here: the layer above opens sessions with it
/// and checks that it hashes to the node's ID.
public struct NodeKey: Hashable, Sendable {
  /// The first sixteen bytes, big-endian.
  public var high: UInt128
  /// The last sixteen bytes, big-endian.
  public var low: UInt128

  /// A key from its two halves.
  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// Bytes on the wire.
  public static let byteCount = 32
}
