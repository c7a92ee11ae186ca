public import OverlayCore

/// The datagram that carries the second Noise message.
///
/// ```
///  0        7             11            15                 15+n       31+n       47+n
/// +--------+-------------+-------------+------------------+----------+----------+
/// | front  | sender      | receiver    | Noise message, n | mac1, 16 | mac2, 16 |
/// +--------+-------------+-------------+------------------+----------+----------+
/// ```
///
/// The front is a ``HandshakeFront`` that names the chosen version twice; `sender` is the index
/// under which the responder wants to receive, `receiver` the one that the initiation named;
/// big-endian. Inside a session the message ends before the codes.
public struct ResponseFrame: Hashable, Sendable {
  /// Kind, chosen version and the responder's features, which ``ResponsePayload`` repeats under the
  /// seal.
  public let front: HandshakeFront
  /// The responder's index of the session.
  public let sender: UInt32
  /// The initiator's index of the session.
  public let receiver: UInt32
  /// Where the Noise message lies in the datagram.
  public let noise: Range<Int>

  /// Bytes in front of the Noise message.
  static let headerBytes = HandshakeFront.byteCount + 8
  /// Bytes that the frame adds to a Noise message.
  public static let overheadBytes = headerBytes + MessageAuthenticator.trailerBytes

  /// Reads a datagram whose first byte says that it is a response. Its codes and contents are not
  /// checked here.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    try self.init(datagram, trailerBytes: MessageAuthenticator.trailerBytes)
  }

  /// Reads a response without codes.
  init(inside message: borrowing Span<UInt8>) throws(DecodeError) {
    try self.init(message, trailerBytes: 0)
  }

  private init(_ datagram: borrowing Span<UInt8>, trailerBytes: Int) throws(DecodeError) {
    guard datagram.count <= SecurityLimits.handshakeBytesMax else { throw .tooLong }
    var reader = ByteReader(datagram)
    front = try HandshakeFront(datagram, reader: &reader)
    guard front.kind == .response else { throw .unknownKind }
    sender = try reader.uint32(datagram)
    receiver = try reader.uint32(datagram)
    noise = try reader.take(
      max(reader.remaining - trailerBytes, NoiseHandshake.responseOverheadBytes))
    _ = try reader.take(trailerBytes)
    try reader.finish()
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - front: the version that was chosen.
  ///   - sender: our index of the session.
  ///   - receiver: the initiator's index of the session.
  ///   - noise: ``NoiseResponseSent/message``.
  ///   - authenticator: the codes of messages to the initiator.
  ///   - cookie: what the initiator gave lately.
  public static func encode(
    front: HandshakeFront = HandshakeFront(.response), sender: UInt32, receiver: UInt32,
    noise: [UInt8], authenticator: MessageAuthenticator, cookie: [UInt8]?
  ) -> [UInt8] {
    authenticator.finish(
      body(front: front, sender: sender, receiver: receiver, noise: noise), cookie: cookie)
  }

  /// The message without its codes.
  static func body(
    front: HandshakeFront, sender: UInt32, receiver: UInt32, noise: [UInt8]
  ) -> [UInt8] {
    var bytes = ByteBuilder(capacity: overheadBytes + noise.count)
    bytes.append(front.encoded)
    bytes.append(sender)
    bytes.append(receiver)
    bytes.append(noise)
    return bytes.bytes
  }
}
