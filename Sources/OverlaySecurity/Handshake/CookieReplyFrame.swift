public import OverlayCore

/// The datagram that asks a sender to prove its address.
///
/// ```
///  0      1             5             17                     49
/// +------+-------------+-------------+----------------------+
/// |  3   | receiver    | nonce, 12   | cookie 16 and tag 16 |
/// +------+-------------+-------------+----------------------+
/// ```
///
/// `receiver` is the sender index of the message that is answered; big-endian. It is shorter than
/// any message it answers, so nobody gains by having it sent to a forged address.
public struct CookieReplyFrame: Hashable, Sendable {
  /// The index that the answered message named as its sender's.
  public let receiver: UInt32

  private let nonceHigh: UInt32
  private let nonceLow: UInt64
  private let sealed: [UInt8]

  /// Bytes in the datagram.
  public static let byteCount = 49

  /// Reads a datagram whose first byte says that it is a cookie reply.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(datagram)
    guard try reader.byte(datagram) == HandshakeKind.cookieReply.rawValue else {
      throw .unknownKind
    }
    receiver = try reader.uint32(datagram)
    nonceHigh = try reader.uint32(datagram)
    nonceLow = try reader.uint64(datagram)
    sealed = try reader.array(
      datagram, count: MessageAuthenticator.codeBytes + FrameCipher.tagBytes)
    try reader.finish()
  }

  /// The cookie inside; nil when the reply is forged or does not answer our message.
  ///
  /// - Parameters:
  ///   - mac1: the code of the message that we sent: ``MessageAuthenticator/mac1(of:)``.
  ///   - authenticator: the one that finished that message.
  public func cookie(answering mac1: [UInt8], authenticator: MessageAuthenticator) -> [UInt8]? {
    authenticator.openCookie(
      sealed, nonce: CookieNonce(high: nonceHigh, low: nonceLow), mac1: mac1)
  }

  /// The datagram.
  ///
  /// - Parameters:
  ///   - receiver: the sender index of the message that is answered.
  ///   - cookie: what ``CookieJar/cookie(for:now:entropy:)`` baked for the sender's address.
  ///   - mac1: the code of that message: ``MessageAuthenticator/mac1(of:)``.
  ///   - authenticator: the codes of messages to this node, which admitted the message.
  ///   - entropy: where the nonce comes from.
  public static func encode(
    receiver: UInt32, cookie: [UInt8], answering mac1: [UInt8],
    authenticator: MessageAuthenticator, entropy: inout Entropy
  ) -> [UInt8] {
    let (nonce, sealed) = authenticator.sealCookie(cookie, mac1: mac1, entropy: &entropy)
    var bytes = ByteBuilder(capacity: byteCount)
    bytes.append(HandshakeKind.cookieReply.rawValue)
    bytes.append(receiver)
    bytes.append(nonce.high)
    bytes.append(nonce.low)
    bytes.append(sealed)
    return bytes.bytes
  }
}
