public import OverlayCore

/// The datagram that answers an initiation of which the receiver speaks no version.
///
/// ```
///  0      1        2         3          7          11       27       43
/// +------+--------+---------+----------+----------+--------+--------+
/// |  8   | lowest | highest | features | receiver |  mac1  |  mac2  |
/// +------+--------+---------+----------+----------+--------+--------+
/// ```
///
/// `receiver` is the sender index of the initiation; big-endian. Whoever answers cannot know who
/// asks, since that is sealed in a version it does not speak: both codes are therefore made with
/// what the asker knows, `mac1` with the key of messages to the *answering* node and `mac2` with
/// the initiation's own `mac1` in the place of a cookie, so that only who saw the initiation can
/// have written it. It is shorter than what it answers.
public struct VersionReplyFrame: Hashable, Sendable {
  /// The versions that the answering node speaks.
  public let versions: ProtocolVersions
  /// What it can do.
  public let features: ProtocolFeatures
  /// The index that the initiation named as its sender's.
  public let receiver: UInt32

  /// Bytes in the datagram.
  public static let byteCount =
    HandshakeFront.byteCount + 4 + MessageAuthenticator.trailerBytes

  /// Reads a datagram whose first byte says that it is a version reply. Its codes are not checked
  /// here.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(datagram)
    let front = try HandshakeFront(datagram, reader: &reader)
    guard front.kind == .versionReply else { throw .unknownKind }
    (versions, features) = (front.versions, front.features)
    receiver = try reader.uint32(datagram)
    _ = try reader.take(MessageAuthenticator.trailerBytes)
    try reader.finish()
  }

  /// Whether a datagram answers the initiation that ended with `mac1`.
  ///
  /// - Parameter authenticator: the one that finished the initiation.
  public static func isGenuine(
    _ datagram: borrowing Span<UInt8>, answering mac1: [UInt8],
    authenticator: MessageAuthenticator
  ) -> Bool {
    authenticator.admits(datagram) && authenticator.message(datagram, provesCookie: mac1)
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - front: what this node speaks.
  ///   - receiver: the sender index of the initiation.
  ///   - mac1: its code: ``MessageAuthenticator/mac1(of:)``.
  ///   - authenticator: the codes of messages to this node, which admitted the initiation.
  public static func encode(
    front: HandshakeFront = HandshakeFront(.versionReply), receiver: UInt32,
    answering mac1: [UInt8], authenticator: MessageAuthenticator
  ) -> [UInt8] {
    var bytes = ByteBuilder(capacity: byteCount)
    bytes.append(front.encoded)
    bytes.append(receiver)
    return authenticator.finish(bytes.bytes, cookie: mac1)
  }
}
