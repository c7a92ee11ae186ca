/// Where a record lives: a place in the space of the node IDs, kept by whichever node is its root.
///
/// A node's own records live at its ID; everything else at a digest, which the layer above makes,
/// so that keys spread evenly and nobody chooses who keeps them.
public struct DirectoryKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The place, most significant digit first.
  public var value: UInt128

  /// Wraps a place.
  public init(_ value: UInt128) {
    self.value = value
  }

  /// The key under which a node's own record lives.
  public init(_ node: NodeID) {
    value = node.value
  }

  /// Bytes on the wire, big-endian.
  public static let byteCount = NodeID.byteCount

  /// The key as the identifier that a frame for it is routed toward.
  public var place: NodeID { NodeID(value) }

  /// Orders by place.
  public static func < (left: DirectoryKey, right: DirectoryKey) -> Bool {
    left.value < right.value
  }

  /// Thirty-two hexadecimal digits.
  public var description: String { place.description }
}
