public import OverlayCore

/// What a responder seals into the second message.
///
/// ```
/// kind 1 | chosen version 1 | features 4 | the kind's own part
///   kind 0, session:  incarnation 8 | an AnnouncedRecord
///   kind 1, enrolled: credential length 2, credential | contact count 1, each
///                     credential length 2, credential, endpoint count 1, 19 each
///   kind 2, refused:  reason 1
/// ```
///
/// Integers are big-endian. Version and features repeat under the seal what stands in front of the
/// Noise message in the clear.
public struct ResponsePayload: Hashable, Sendable {
  /// What the responder answers.
  public enum Answer: Hashable, Sendable {
    /// The session stands: what the responder says of itself, in which incarnation.
    case session(incarnation: UInt64, AnnouncedRecord)
    /// The invitation was good: the new member's encoded ``Credential``, and members to turn to,
    /// the inviter first.
    case enrolled(credential: [UInt8], contacts: [HandshakeContact])
    /// The invitation was not good.
    case refused(EnrolmentError)
  }

  /// What the responder answers.
  public var answer: Answer
  /// The protocol version that the responder chose.
  public var version: UInt8
  /// What the responder can do.
  public var features: ProtocolFeatures

  /// The payload with all its parts.
  public init(answer: Answer, version: UInt8, features: ProtocolFeatures) {
    self.answer = answer
    self.version = version
    self.features = features
  }

  /// The record of the node whose key the handshake proved, its signature still to be checked
  /// (``MemberRecordSigning``); nil when the answer is no session.
  public func record(of node: NodeID) -> MemberRecord? {
    guard case .session(let incarnation, let announced) = answer else { return nil }
    return announced.record(of: node, incarnation: incarnation)
  }

  /// Bytes that fit into a response datagram. The largest credential together with the largest
  /// contact takes 1,112 of them, so the inviter is never left out.
  public static let bytesMax =
    SecurityLimits.handshakeBytesMax - ResponseFrame.overheadBytes
    - NoiseHandshake.responseOverheadBytes

  /// The bytes to be sealed, at most ``bytesMax``. Contacts that do not fit are left out: the new
  /// member hears of them from the first.
  public var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: Self.bytesMax)
    switch answer {
    case .session: bytes.append(UInt8(0))
    case .enrolled: bytes.append(UInt8(1))
    case .refused: bytes.append(UInt8(2))
    }
    bytes.append(version)
    bytes.append(features.rawValue)
    switch answer {
    case .session(let incarnation, let announced):
      bytes.append(incarnation)
      announced.append(to: &bytes)
    case .enrolled(let credential, let contacts):
      bytes.appendCredential(credential)
      let fitting = Self.encodeFitting(contacts, room: Self.bytesMax - bytes.bytes.count - 1)
      bytes.append(UInt8(fitting.count))
      for contact in fitting { bytes.append(contact) }
    case .refused(let reason):
      bytes.append(reason.rawValue)
    }
    return bytes.bytes
  }

  /// Reads a payload that fills the array.
  public init(decoding payload: [UInt8]) throws(DecodeError) {
    let bytes = payload.span
    guard bytes.count <= Self.bytesMax else { throw .tooLong }
    var reader = ByteReader(bytes)
    let kind = try reader.byte(bytes)
    version = try reader.byte(bytes)
    features = ProtocolFeatures(rawValue: try reader.uint32(bytes))
    switch kind {
    case 0:
      let incarnation = try reader.uint64(bytes)
      guard incarnation <= Limits.incarnationMax else { throw .badValue }
      answer = .session(
        incarnation: incarnation, try AnnouncedRecord(bytes, reader: &reader))
    case 1:
      let credential = try reader.credential(bytes)
      var contacts: [HandshakeContact] = []
      // At most 255 contacts of three bytes or more: the datagram bounds the loop.
      for _ in 0..<(try reader.byte(bytes)) {
        contacts.append(
          HandshakeContact(
            credential: try reader.credential(bytes), endpoints: try reader.endpoints(bytes)))
      }
      answer = .enrolled(credential: credential, contacts: contacts)
    case 2:
      guard let reason = EnrolmentError(rawValue: try reader.byte(bytes)) else {
        throw .badValue
      }
      answer = .refused(reason)
    default: throw .unknownKind
    }
    try reader.finish()
  }

  private static func encodeFitting(_ contacts: [HandshakeContact], room: Int) -> [[UInt8]] {
    var left = room
    var result: [[UInt8]] = []
    for contact in contacts.prefix(Int(UInt8.max)) {
      var bytes = ByteBuilder(capacity: 256)
      bytes.appendCredential(contact.credential)
      bytes.appendEndpoints(contact.endpoints)
      guard bytes.bytes.count <= left else { break }
      left -= bytes.bytes.count
      result.append(bytes.bytes)
    }
    return result
  }
}
