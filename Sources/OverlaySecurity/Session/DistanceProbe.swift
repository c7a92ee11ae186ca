import OverlayCore

/// The datagram that finds out how far a node is before there is a session, and its answer.
///
/// ```
/// | kind 1 | reserved 3 | token 8 | mac1 16 | zeros 16 |
/// ```
///
/// Both carry the code of messages to the node that is asked (``MessageAuthenticator``): only
/// members get an answer, which is as long as the question and goes back to where that came from.
/// Nobody but the node that was asked, or who sees its datagrams, knows the token, so an answer can
/// come late but not early.
struct DistanceProbe {
  static let question: UInt8 = 5
  static let answer: UInt8 = 6
  static let byteCount = 12 + MessageAuthenticator.trailerBytes

  var kind: UInt8
  var token: UInt64

  init(kind: UInt8, token: UInt64) {
    self.kind = kind
    self.token = token
  }

  /// Reads a datagram of which the code has been checked, or will be.
  ///
  /// - Throws: ``DecodeError`` when it is not exactly a probe.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    guard bytes.count == Self.byteCount else {
      throw bytes.count < Self.byteCount ? .truncated : .tooLong
    }
    var reader = ByteReader(bytes)
    kind = try reader.byte(bytes)
    guard kind == Self.question || kind == Self.answer else { throw .unknownKind }
    guard try reader.byte(bytes) == 0, try reader.uint16(bytes) == 0 else { throw .badValue }
    token = try reader.uint64(bytes)
  }

  /// The datagram.
  func encoded(_ authenticator: MessageAuthenticator) -> [UInt8] {
    var bytes = ByteBuilder(capacity: Self.byteCount)
    bytes.append(kind)
    bytes.append([0, 0, 0])
    bytes.append(token)
    return authenticator.finish(bytes.bytes, cookie: nil)
  }
}
