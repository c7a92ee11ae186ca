/// What a node tells the network about itself: who it is and where datagrams reach it, or that it
/// has left.
///
/// ```
/// | kind=7 | node 16 | incarnation 8 | sequence 4 | flags 1 | n | n × address 19
///   | length 2 | credential | signature 64 |
/// ```
///
/// Bit 0 of the flags says that the node has left; such a record names no address. The other bits
/// are zero. Credential and signature are opaque here: the layer above verifies both before it
/// admits the record. Zeroes stand for no signature, as in simulations of the core alone, whose nodes
/// have no keys.
public struct MemberRecord: Hashable, Sendable {
  /// The node that the record describes.
  public var node: NodeID
  /// Grows with each start of the node, so that a restart outranks all that came before it; at most
  /// ``Limits/incarnationMax``.
  public var incarnation: UInt64
  /// Grows with each change within one incarnation; at most ``Limits/sequenceMax``.
  public var sequence: UInt32
  /// Whether the node has left, and this incarnation of it is over.
  public var hasDeparted: Bool
  /// Where the node listens, best first, at most ``Limits/endpointsMax``; none once it has left.
  public var endpoints: [UnderlayAddress]
  /// The network's signature over the node's key, at most ``Limits/credentialBytesMax``.
  public var credential: [UInt8]
  /// The node's own signature over all but the credential, ``Limits/signatureBytes`` long; empty
  /// where there are no keys, and in what is known of a node from others only.
  public var signature: [UInt8]

  private static let departedFlag: UInt8 = 1

  /// A record with every field given.
  public init(
    node: NodeID, incarnation: UInt64, sequence: UInt32, hasDeparted: Bool = false,
    endpoints: [UnderlayAddress], credential: [UInt8], signature: [UInt8] = []
  ) {
    self.node = node
    self.incarnation = incarnation
    self.sequence = sequence
    self.hasDeparted = hasDeparted
    self.endpoints = endpoints
    self.credential = credential
    self.signature = signature
  }

  /// Whether this record replaces `other`.
  public func isNewer(than other: MemberRecord) -> Bool {
    (incarnation, sequence) > (other.incarnation, other.sequence)
  }

  /// Whether this record and `other` claim the same place in the order but say different things:
  /// one node never does that, two hosts with one key do.
  public func contradicts(_ other: MemberRecord) -> Bool {
    node == other.node && incarnation == other.incarnation && sequence == other.sequence
      && (hasDeparted != other.hasDeparted || endpoints != other.endpoints)
  }

  /// What the record's node says last, not signed yet: that it has left in this incarnation.
  public var departing: MemberRecord {
    var record = self
    record.sequence = min(record.sequence, Limits.sequenceMax - 1) + 1
    record.hasDeparted = true
    record.endpoints = []
    record.signature = []
    return record
  }

  /// The flags as they stand on the wire and under the signature.
  public var flags: UInt8 { hasDeparted ? Self.departedFlag : 0 }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed, a list is too long or a number too great.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.memberRecord.rawValue else { throw .unknownKind }
    node = try reader.nodeID(bytes)
    incarnation = try reader.uint64(bytes)
    sequence = try reader.uint32(bytes)
    guard incarnation <= Limits.incarnationMax, sequence <= Limits.sequenceMax else {
      throw .badValue
    }
    let flags = try reader.byte(bytes)
    guard flags & ~Self.departedFlag == 0 else { throw .badValue }
    hasDeparted = flags & Self.departedFlag != 0
    let count = try reader.count(bytes, atMost: Limits.endpointsMax)
    guard count == 0 || !hasDeparted else { throw .badValue }
    endpoints = []
    for _ in 0..<count { endpoints.append(try reader.underlayAddress(bytes)) }
    let length = try reader.longCount(bytes, atMost: Limits.credentialBytesMax)
    credential = try reader.array(bytes, count: length)
    signature = try reader.array(bytes, count: Limits.signatureBytes)
    try reader.finish()
    if signature.allSatisfy({ $0 == 0 }) { signature = [] }
  }

  /// Writes the frame from `offset` on and returns its length.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.memberRecord.rawValue, to: &buffer)
    writer.nodeID(node, to: &buffer)
    writer.uint64(incarnation, to: &buffer)
    writer.uint32(sequence, to: &buffer)
    writer.byte(flags, to: &buffer)
    writer.byte(UInt8(endpoints.count), to: &buffer)
    for endpoint in endpoints { writer.underlayAddress(endpoint, to: &buffer) }
    writer.uint16(UInt16(credential.count), to: &buffer)
    writer.bytes(credential, to: &buffer)
    writer.bytes(signature, to: &buffer)
    for _ in signature.count..<max(signature.count, Limits.signatureBytes) {
      writer.byte(0, to: &buffer)
    }
    return writer.position - offset
  }
}
