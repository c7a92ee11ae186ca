public import OverlayCore

/// The datagram that carries the first Noise message.
///
/// ```
///  0      1             5                  5+n        21+n       37+n
/// +------+-------------+------------------+----------+----------+
/// |  1   | sender      | Noise message, n | mac1, 16 | mac2, 16 |
/// +------+-------------+------------------+----------+----------+
/// ```
///
/// `sender` is the index under which the initiator wants to receive; big-endian.
public struct InitiationFrame: Hashable, Sendable {
  /// The initiator's index of the session.
  public let sender: UInt32
  /// Where the Noise message lies in the datagram.
  public let noise: Range<Int>

  /// Bytes that the frame adds to a Noise message.
  public static let overheadBytes = 5 + MessageAuthenticator.trailerBytes

  /// Reads a datagram whose first byte says that it is an initiation. Its codes and contents are
  /// not checked here.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    guard datagram.count <= SecurityLimits.handshakeBytesMax else { throw .tooLong }
    var reader = ByteReader(datagram)
    guard try reader.byte(datagram) == HandshakeKind.initiation.rawValue else {
      throw .unknownKind
    }
    sender = try reader.uint32(datagram)
    noise = try reader.take(
      max(
        reader.remaining - MessageAuthenticator.trailerBytes,
        NoiseHandshake.initiationOverheadBytes))
    _ = try reader.take(MessageAuthenticator.trailerBytes)
    try reader.finish()
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - sender: our index of the session.
  ///   - noise: ``NoiseInitiationSent/message``.
  ///   - authenticator: the codes of messages to the responder.
  ///   - cookie: what the responder gave lately.
  public static func encode(
    sender: UInt32, noise: [UInt8], authenticator: MessageAuthenticator, cookie: [UInt8]?
  ) -> [UInt8] {
    var bytes = ByteBuilder(capacity: overheadBytes + noise.count)
    bytes.append(HandshakeKind.initiation.rawValue)
    bytes.append(sender)
    bytes.append(noise)
    return authenticator.finish(bytes.bytes, cookie: cookie)
  }
}
