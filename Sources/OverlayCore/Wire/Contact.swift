/// What it takes to open a session with a node that is not a neighbour yet: hearsay until the
/// session proves it.
///
/// ```
/// | node 16 | key 32 | address 19 |
/// ```
public struct Contact: Hashable, Sendable {
  /// Who it is.
  public var node: NodeID
  /// Its static public key, of which the ID is a digest.
  public var key: NodeKey
  /// Where datagrams reach it; a session tells its other addresses.
  public var endpoint: UnderlayAddress

  /// A contact with every field given.
  public init(node: NodeID, key: NodeKey, endpoint: UnderlayAddress) {
    self.node = node
    self.key = key
    self.endpoint = endpoint
  }

  /// A node of which nothing but the name is known: nobody can call it.
  init(node: NodeID) {
    self.init(
      node: node, key: NodeKey(high: 0, low: 0), endpoint: UnderlayAddress(ipv4: 0, port: 0))
  }

  /// Bytes on the wire.
  public static let byteCount = NodeID.byteCount + NodeKey.byteCount + UnderlayAddress.byteCount
}

extension ByteReader {
  /// A contact.
  mutating func contact(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> Contact {
    let node = try nodeID(bytes)
    let key = NodeKey(high: try uint128(bytes), low: try uint128(bytes))
    return Contact(node: node, key: key, endpoint: try underlayAddress(bytes))
  }
}

extension ByteWriter {
  /// A contact.
  mutating func contact(_ contact: Contact, to buffer: inout MutableSpan<UInt8>) {
    nodeID(contact.node, to: &buffer)
    uint128(contact.key.high, to: &buffer)
    uint128(contact.key.low, to: &buffer)
    underlayAddress(contact.endpoint, to: &buffer)
  }
}
