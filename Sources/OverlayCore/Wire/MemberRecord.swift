/// What a node tells the network about itself: who it is and where datagrams reach it.
///
/// ```
/// | kind=7 | node 16 | incarnation 8 | sequence 4 | n | n × address 19 | length 2 | credential |
/// ```
///
/// The credential is opaque here: the layer above verifies it before it admits the record.
public struct MemberRecord: Hashable, Sendable {
  /// The node that the record describes.
  public var node: NodeID
  /// Grows with each start of the node, so that a restart outranks all that came before it.
  public var incarnation: UInt64
  /// Grows with each change of address within one incarnation.
  public var sequence: UInt32
  /// Where the node listens, best first, at most ``Limits/endpointsMax``.
  public var endpoints: [UnderlayAddress]
  /// The network's signature over the node's key, at most ``Limits/credentialBytesMax``.
  public var credential: [UInt8]

  /// A record with every field given.
  public init(
    node: NodeID, incarnation: UInt64, sequence: UInt32, endpoints: [UnderlayAddress],
    credential: [UInt8]
  ) {
    self.node = node
    self.incarnation = incarnation
    self.sequence = sequence
    self.endpoints = endpoints
    self.credential = credential
  }

  /// Whether this record replaces `other`.
  public func isNewer(than other: MemberRecord) -> Bool {
    (incarnation, sequence) > (other.incarnation, other.sequence)
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or a list is too long.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.memberRecord.rawValue else { throw .unknownKind }
    node = try reader.nodeID(bytes)
    incarnation = try reader.uint64(bytes)
    sequence = try reader.uint32(bytes)
    let count = try reader.count(bytes, atMost: Limits.endpointsMax)
    endpoints = []
    for _ in 0..<count { endpoints.append(try reader.underlayAddress(bytes)) }
    let length = try reader.longCount(bytes, atMost: Limits.credentialBytesMax)
    credential = try reader.array(bytes, count: length)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.memberRecord.rawValue, to: &buffer)
    writer.nodeID(node, to: &buffer)
    writer.uint64(incarnation, to: &buffer)
    writer.uint32(sequence, to: &buffer)
    writer.byte(UInt8(endpoints.count), to: &buffer)
    for endpoint in endpoints { writer.underlayAddress(endpoint, to: &buffer) }
    writer.uint16(UInt16(credential.count), to: &buffer)
    writer.bytes(credential, to: &buffer)
    return writer.position - offset
  }
}
