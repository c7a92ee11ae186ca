public import OverlayCore

/// A node's own ``OverlayCore/MemberRecord`` as handshakes carry it: without the node, which is
/// the one whose key the handshake proves, and without the incarnation, which stands elsewhere in
/// the same payload.
///
/// ```
/// sequence 4 | endpoint count 1, 19 each | credential length 2, credential | signature 64
/// ```
///
/// Integers are big-endian. The signature is that of ``MemberRecordSigning``.
public struct AnnouncedRecord: Hashable, Sendable {
  /// Grows with each change within one incarnation, at most ``OverlayCore/Limits/sequenceMax``.
  public var sequence: UInt32
  /// Where the node can be reached, at most ``SecurityLimits/endpointsMax``.
  public var endpoints: [UnderlayAddress]
  /// The node's encoded ``Credential``.
  public var credential: [UInt8]
  /// The node's signature over the record, ``SecurityLimits/signatureBytes`` long.
  public var signature: [UInt8]

  /// A record with all its parts.
  public init(
    sequence: UInt32, endpoints: [UnderlayAddress], credential: [UInt8], signature: [UInt8]
  ) {
    self.sequence = sequence
    self.endpoints = endpoints
    self.credential = credential
    self.signature = signature
  }

  /// What a handshake says of our own record, which is signed and is no farewell.
  public init(_ record: MemberRecord) {
    self.init(
      sequence: record.sequence, endpoints: record.endpoints, credential: record.credential,
      signature: record.signature)
  }

  /// The whole record, its signature still to be checked: ``MemberRecordSigning``.
  ///
  /// - Parameters:
  ///   - node: whose key the handshake proved.
  ///   - incarnation: what the same payload names.
  public func record(of node: NodeID, incarnation: UInt64) -> MemberRecord {
    MemberRecord(
      node: node, incarnation: incarnation, sequence: sequence, endpoints: endpoints,
      credential: credential, signature: signature)
  }

  /// Reads the fields and leaves the reader behind them.
  init(_ bytes: borrowing Span<UInt8>, reader: inout ByteReader) throws(DecodeError) {
    sequence = try reader.uint32(bytes)
    guard sequence <= Limits.sequenceMax else { throw .badValue }
    endpoints = try reader.endpoints(bytes)
    credential = try reader.credential(bytes)
    signature = try reader.array(bytes, count: SecurityLimits.signatureBytes)
  }

  /// Writes the fields.
  func append(to bytes: inout ByteBuilder) {
    precondition(signature.count == SecurityLimits.signatureBytes, "our own record is signed")
    bytes.append(sequence)
    bytes.appendEndpoints(endpoints)
    bytes.appendCredential(credential)
    bytes.append(signature)
  }
}
