public import OverlayCore

/// What an initiator seals into the first message.
///
/// ```
/// purpose 1 | path 1 | timestamp 12 | incarnation 8 | the purpose's own part
///   purpose 0, session:   credential length 2, credential       | endpoint count 1, 19 each
///   purpose 1, enrolment: invitation secret 16 | signing key 32 | endpoint count 1, 19 each
/// ```
public struct InitiationPayload: Hashable, Sendable {
  /// What the initiator wants.
  public enum Purpose: Hashable, Sendable {
    /// A session, as a member: its encoded ``Credential``.
    case session(credential: [UInt8])
    /// To become a member: the secret of its invitation, and the Ed25519 public key that its
    /// credential will name beside the static key that the handshake proves.
    case enrolment(secret: [UInt8], signingKey: [UInt8])
  }

  /// What the initiator wants.
  public var purpose: Purpose
  /// The initiator's number of the underlay path that the message takes.
  public var path: UInt8
  /// When the message was made.
  public var timestamp: HandshakeTimestamp
  /// Grows every time the initiator starts, so that what it said before is known to be over.
  public var incarnation: UInt64
  /// Where the initiator can be reached, at most ``SecurityLimits/endpointsMax``.
  public var endpoints: [UnderlayAddress]

  /// The payload with all its parts.
  public init(
    purpose: Purpose, path: UInt8, timestamp: HandshakeTimestamp, incarnation: UInt64,
    endpoints: [UnderlayAddress]
  ) {
    self.purpose = purpose
    self.path = path
    self.timestamp = timestamp
    self.incarnation = incarnation
    self.endpoints = endpoints
  }

  /// The bytes to be sealed. Endpoints beyond the limit are left out.
  public var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: SecurityLimits.handshakeBytesMax)
    switch purpose {
    case .session: bytes.append(UInt8(0))
    case .enrolment: bytes.append(UInt8(1))
    }
    bytes.append(path)
    bytes.append(timestamp.seconds)
    bytes.append(timestamp.nanoseconds)
    bytes.append(incarnation)
    switch purpose {
    case .session(let credential): bytes.appendCredential(credential)
    case .enrolment(let secret, let signingKey):
      bytes.append(secret)
      bytes.append(signingKey)
    }
    bytes.appendEndpoints(endpoints)
    return bytes.bytes
  }

  /// Reads a payload that fills the array.
  public init(decoding payload: [UInt8]) throws(DecodeError) {
    let bytes = payload.span
    var reader = ByteReader(bytes)
    let kind = try reader.byte(bytes)
    path = try reader.byte(bytes)
    guard
      let timestamp = HandshakeTimestamp(
        seconds: try reader.uint64(bytes), nanoseconds: try reader.uint32(bytes))
    else { throw .badValue }
    self.timestamp = timestamp
    incarnation = try reader.uint64(bytes)
    switch kind {
    case 0: purpose = .session(credential: try reader.credential(bytes))
    case 1:
      purpose = .enrolment(
        secret: try reader.array(bytes, count: SecurityLimits.invitationSecretBytes),
        signingKey: try reader.array(bytes, count: NodeSigningKey.byteCount))
    default: throw .unknownKind
    }
    endpoints = try reader.endpoints(bytes)
    try reader.finish()
  }
}
