public import OverlayCore

/// The datagram that carries the first Noise message.
///
/// ```
///  0        7             11                 11+n       27+n       43+n
/// +--------+-------------+------------------+----------+----------+
/// | front  | sender      | Noise message, n | mac1, 16 | mac2, 16 |
/// +--------+-------------+------------------+----------+----------+
/// ```
///
/// The front is a ``HandshakeFront``; `sender` is the index under which the initiator wants to
/// receive; big-endian. Inside a session, where a renewal needs no codes, the message ends before
/// them.
public struct InitiationFrame: Hashable, Sendable {
  /// Kind, versions and features.
  public let front: HandshakeFront
  /// The initiator's index of the session.
  public let sender: UInt32
  /// Where the Noise message lies in the datagram.
  public let noise: Range<Int>

  /// Bytes in front of the Noise message.
  static let headerBytes = HandshakeFront.byteCount + 4
  /// Bytes that the frame adds to a Noise message.
  public static let overheadBytes = headerBytes + MessageAuthenticator.trailerBytes

  /// Reads a datagram whose first byte says that it is an initiation. Its codes and contents are
  /// not checked here.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    try self.init(datagram, trailerBytes: MessageAuthenticator.trailerBytes)
  }

  /// Reads an initiation without codes.
  init(inside message: borrowing Span<UInt8>) throws(DecodeError) {
    try self.init(message, trailerBytes: 0)
  }

  private init(_ datagram: borrowing Span<UInt8>, trailerBytes: Int) throws(DecodeError) {
    guard datagram.count <= SecurityLimits.handshakeBytesMax else { throw .tooLong }
    var reader = ByteReader(datagram)
    front = try HandshakeFront(datagram, reader: &reader)
    guard front.kind == .initiation else { throw .unknownKind }
    sender = try reader.uint32(datagram)
    noise = try reader.take(
      max(reader.remaining - trailerBytes, NoiseHandshake.initiationOverheadBytes))
    _ = try reader.take(trailerBytes)
    try reader.finish()
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - front: what the Noise message's prologue ends with.
  ///   - sender: our index of the session.
  ///   - noise: ``NoiseInitiationSent/message``.
  ///   - authenticator: the codes of messages to the responder.
  ///   - cookie: what the responder gave lately.
  public static func encode(
    front: HandshakeFront = HandshakeFront(.initiation), sender: UInt32, noise: [UInt8],
    authenticator: MessageAuthenticator, cookie: [UInt8]?
  ) -> [UInt8] {
    authenticator.finish(body(front: front, sender: sender, noise: noise), cookie: cookie)
  }

  /// The message without its codes.
  static func body(front: HandshakeFront, sender: UInt32, noise: [UInt8]) -> [UInt8] {
    var bytes = ByteBuilder(capacity: overheadBytes + noise.count)
    bytes.append(front.encoded)
    bytes.append(sender)
    bytes.append(noise)
    return bytes.bytes
  }
}
