import OverlayCore

/// The datagram that answers the initiation of a revoked node: the revocation, which the network has
/// signed and which therefore proves itself.
///
/// ```
///  0      1            94       110      126
/// +------+------------+--------+--------+
/// |  9   | revocation |  mac1  |  zero  |
/// +------+------------+--------+--------+
/// ```
///
/// `mac1` is made with the key of messages to the revoked node, so that a stranger's datagrams cost it no
/// signature check. The notice is less than half as long as any initiation that it answers, and nobody
/// keeps anything for it.
enum RevocationNotice {
  /// Bytes in the datagram.
  static let byteCount = 1 + Revocation.byteCount + MessageAuthenticator.trailerBytes

  /// The datagram.
  ///
  /// - Parameter authenticator: the codes of messages to the revoked node.
  static func encode(_ revocation: Revocation, authenticator: MessageAuthenticator) -> [UInt8] {
    authenticator.finish(
      [HandshakeKind.revocationNotice.rawValue] + revocation.encoded, cookie: nil)
  }

  /// The revocation in a datagram whose first code was checked; nil when it is malformed.
  static func revocation(in datagram: borrowing Span<UInt8>) -> Revocation? {
    guard datagram.count == byteCount else { return nil }
    return try? Revocation(decoding: datagram.copy(1..<(1 + Revocation.byteCount)))
  }
}
