public import OverlayCore

/// The datagram that carries the second Noise message.
///
/// ```
///  0      1             5             9                  9+n        25+n       41+n
/// +------+-------------+-------------+------------------+----------+----------+
/// |  2   | sender      | receiver    | Noise message, n | mac1, 16 | mac2, 16 |
/// +------+-------------+-------------+------------------+----------+----------+
/// ```
///
/// `sender` is the index under which the responder wants to receive, `receiver` the one that the
/// initiation named; big-endian.
public struct ResponseFrame: Hashable, Sendable {
  /// The responder's index of the session.
  public let sender: UInt32
  /// The initiator's index of the session.
  public let receiver: UInt32
  /// Where the Noise message lies in the datagram.
  public let noise: Range<Int>

  /// Bytes that the frame adds to a Noise message.
  public static let overheadBytes = 9 + MessageAuthenticator.trailerBytes

  /// Reads a datagram whose first byte says that it is a response. Its codes and contents are not
  /// checked here.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    guard datagram.count <= SecurityLimits.handshakeBytesMax else { throw .tooLong }
    var reader = ByteReader(datagram)
    guard try reader.byte(datagram) == HandshakeKind.response.rawValue else {
      throw .unknownKind
    }
    sender = try reader.uint32(datagram)
    receiver = try reader.uint32(datagram)
    noise = try reader.take(
      max(
        reader.remaining - MessageAuthenticator.trailerBytes,
        NoiseHandshake.responseOverheadBytes))
    _ = try reader.take(MessageAuthenticator.trailerBytes)
    try reader.finish()
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - sender: our index of the session.
  ///   - receiver: the initiator's index of the session.
  ///   - noise: ``NoiseResponseSent/message``.
  ///   - authenticator: the codes of messages to the initiator.
  ///   - cookie: what the initiator gave lately.
  public static func encode(
    sender: UInt32, receiver: UInt32, noise: [UInt8], authenticator: MessageAuthenticator,
    cookie: [UInt8]?
  ) -> [UInt8] {
    var bytes = ByteBuilder(capacity: overheadBytes + noise.count)
    bytes.append(HandshakeKind.response.rawValue)
    bytes.append(sender)
    bytes.append(receiver)
    bytes.append(noise)
    return authenticator.finish(bytes.bytes, cookie: cookie)
  }
}
