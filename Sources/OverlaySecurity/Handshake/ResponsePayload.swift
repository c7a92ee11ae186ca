public import OverlayCore

/// What a responder seals into the second message.
///
/// ```
/// kind 1 | incarnation 8 | the kind's own part
///   kind 0, session:  credential length 2, credential | endpoint count 1, 19 each
///   kind 1, enrolled: credential length 2, credential | contact count 1, each
///                     credential length 2, credential, endpoint count 1, 19 each
///   kind 2, refused:  reason 1
/// ```
public struct ResponsePayload: Hashable, Sendable {
  /// What the responder answers.
  public enum Answer: Hashable, Sendable {
    /// The session stands: the responder's encoded ``Credential`` and addresses.
    case session(credential: [UInt8], endpoints: [UnderlayAddress])
    /// The invitation was good: the new member's encoded ``Credential``, and members to turn to,
    /// the inviter first.
    case enrolled(credential: [UInt8], contacts: [HandshakeContact])
    /// The invitation was not good.
    case refused(EnrolmentError)
  }

  /// What the responder answers.
  public var answer: Answer
  /// Grows every time the responder starts.
  public var incarnation: UInt64

  /// The payload with all its parts.
  public init(answer: Answer, incarnation: UInt64) {
    self.answer = answer
    self.incarnation = incarnation
  }

  /// Bytes that fit into a response datagram. The largest credential together with the largest
  /// contact takes 1,115 of them, so the inviter is never left out.
  public static let bytesMax =
    SecurityLimits.handshakeBytesMax - ResponseFrame.overheadBytes
    - NoiseHandshake.responseOverheadBytes

  /// The bytes to be sealed, at most ``bytesMax``. Contacts that do not fit are left out: the new
  /// member hears of them from the first.
  public var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: Self.bytesMax)
    switch answer {
    case .session(let credential, let endpoints):
      bytes.append(UInt8(0))
      bytes.append(incarnation)
      bytes.appendCredential(credential)
      bytes.appendEndpoints(endpoints)
    case .enrolled(let credential, let contacts):
      bytes.append(UInt8(1))
      bytes.append(incarnation)
      bytes.appendCredential(credential)
      let fitting = Self.encodeFitting(contacts, room: Self.bytesMax - bytes.bytes.count - 1)
      bytes.append(UInt8(fitting.count))
      for contact in fitting { bytes.append(contact) }
    case .refused(let reason):
      bytes.append(UInt8(2))
      bytes.append(incarnation)
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
    incarnation = try reader.uint64(bytes)
    switch kind {
    case 0:
      answer = .session(
        credential: try reader.credential(bytes), endpoints: try reader.endpoints(bytes))
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
