/// The payload of a node's own record: what it takes to open a session with it.
///
/// ```
/// | key 32 | incarnation 8 | sequence 4 | n | n × address 19 |
/// ```
public struct NodeRecord: Hashable, Sendable {
  /// The node's static public key.
  public var key: NodeKey
  /// Grows with each start of the node.
  public var incarnation: UInt64
  /// Grows with each change of address within one incarnation.
  public var sequence: UInt32
  /// Where the node listens, best first: one to ``Limits/endpointsMax``.
  public var endpoints: [UnderlayAddress]

  /// A record with every field given.
  public init(key: NodeKey, incarnation: UInt64, sequence: UInt32, endpoints: [UnderlayAddress]) {
    self.key = key
    self.incarnation = incarnation
    self.sequence = sequence
    self.endpoints = endpoints
  }

  /// Reads a payload that fills the array.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or says nowhere that the node listens.
  public init(decoding payload: [UInt8]) throws(DecodeError) {
    let bytes = payload.span
    var reader = ByteReader(bytes)
    key = NodeKey(high: try reader.uint128(bytes), low: try reader.uint128(bytes))
    incarnation = try reader.uint64(bytes)
    sequence = try reader.uint32(bytes)
    let count = try reader.count(bytes, atMost: Limits.endpointsMax)
    guard count > 0 else { throw .badValue }
    endpoints = []
    for _ in 0..<count { endpoints.append(try reader.underlayAddress(bytes)) }
    try reader.finish()
  }

  /// The bytes of the payload. Endpoints beyond the limit are left out.
  public var encoded: [UInt8] {
    let kept = endpoints.prefix(Limits.endpointsMax)
    var bytes = [UInt8](
      repeating: 0, count: NodeKey.byteCount + 13 + kept.count * UnderlayAddress.byteCount)
    var span = bytes.mutableSpan
    var writer = ByteWriter()
    writer.uint128(key.high, to: &span)
    writer.uint128(key.low, to: &span)
    writer.uint64(incarnation, to: &span)
    writer.uint32(sequence, to: &span)
    writer.byte(UInt8(kept.count), to: &span)
    for endpoint in kept { writer.underlayAddress(endpoint, to: &span) }
    return bytes
  }

  /// How to open a session with the node, at its best address; nil when there is none. The others
  /// are for when that one does not answer.
  /// - Parameter node: the record's owner.
  public func contact(of node: NodeID) -> Contact? {
    endpoints.first.map { Contact(node: node, key: key, endpoint: $0) }
  }
}
