public import OverlayCore

/// What an initiator seals into the first message.
///
/// ```
/// purpose 1 | path 1 | incarnation 8 | number 8 | the purpose's own part
///   purpose 0, session:   an AnnouncedRecord
///   purpose 1, enrolment: invitation secret 16 | signing key 32 | endpoint count 1, 19 each
/// ```
///
/// Integers are big-endian. For a session, incarnation and ``AnnouncedRecord`` together are the
/// initiator's whole signed record.
public struct InitiationPayload: Hashable, Sendable {
  /// What the initiator wants.
  public enum Purpose: Hashable, Sendable {
    /// A session, as a member: what it says of itself.
    case session(AnnouncedRecord)
    /// To become a member: the secret of its invitation, the Ed25519 public key that its credential
    /// will name beside the static key that the handshake proves, and where it can be reached, at
    /// most ``SecurityLimits/endpointsMax``.
    case enrolment(secret: [UInt8], signingKey: [UInt8], endpoints: [UnderlayAddress])
  }

  /// What the initiator wants.
  public var purpose: Purpose
  /// The initiator's number of the underlay path that the message takes.
  public var path: UInt8
  /// Which initiation of the initiator's it is. Its incarnation is that of the record as well.
  public var counter: HandshakeCounter

  /// The payload with all its parts.
  public init(purpose: Purpose, path: UInt8, counter: HandshakeCounter) {
    self.purpose = purpose
    self.path = path
    self.counter = counter
  }

  /// The payload that asks for a session as the member of a signed record.
  public init(announcing record: MemberRecord, path: UInt8, number: UInt64) {
    self.init(
      purpose: .session(AnnouncedRecord(record)), path: path,
      counter: HandshakeCounter(incarnation: record.incarnation, number: number))
  }

  /// The record of the node whose key the handshake proved, its signature still to be checked
  /// (``MemberRecordSigning``); nil when the initiator wants something else than a session.
  public func record(of node: NodeID) -> MemberRecord? {
    guard case .session(let announced) = purpose else { return nil }
    return announced.record(of: node, incarnation: counter.incarnation)
  }

  /// The bytes to be sealed. Endpoints beyond the limit are left out.
  public var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: SecurityLimits.handshakeBytesMax)
    switch purpose {
    case .session: bytes.append(UInt8(0))
    case .enrolment: bytes.append(UInt8(1))
    }
    bytes.append(path)
    bytes.append(counter.incarnation)
    bytes.append(counter.number)
    switch purpose {
    case .session(let announced): announced.append(to: &bytes)
    case .enrolment(let secret, let signingKey, let endpoints):
      bytes.append(secret)
      bytes.append(signingKey)
      bytes.appendEndpoints(endpoints)
    }
    return bytes.bytes
  }

  /// Reads a payload that fills the array.
  public init(decoding payload: [UInt8]) throws(DecodeError) {
    let bytes = payload.span
    var reader = ByteReader(bytes)
    let kind = try reader.byte(bytes)
    path = try reader.byte(bytes)
    counter = HandshakeCounter(
      incarnation: try reader.uint64(bytes), number: try reader.uint64(bytes))
    guard counter.incarnation <= Limits.incarnationMax else { throw .badValue }
    switch kind {
    case 0: purpose = .session(try AnnouncedRecord(bytes, reader: &reader))
    case 1:
      purpose = .enrolment(
        secret: try reader.array(bytes, count: SecurityLimits.invitationSecretBytes),
        signingKey: try reader.array(bytes, count: NodeSigningKey.byteCount),
        endpoints: try reader.endpoints(bytes))
    default: throw .unknownKind
    }
    try reader.finish()
  }
}
