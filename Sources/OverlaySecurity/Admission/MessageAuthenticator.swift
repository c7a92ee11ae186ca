/// Makes and checks the two codes that end every handshake message, and seals cookies, as
/// WireGuard does (Donenfeld, "WireGuard: next generation kernel network tunnel", section 5.4.4).
///
/// The first code, `mac1`, proves knowledge of the network's pre-shared key and of the receiver's
/// public key, for the price of one hash: whoever does not have both gets no answer at all, not
/// even a refusal. The second, `mac2`, proves that the sender receives packets at the address it
/// sends from; it is asked for under load, and of newcomers. All codes are HMAC-SHA256 cut to 16 bytes.
public struct MessageAuthenticator: Sendable {
  /// Bytes in a code and in a cookie.
  public static let codeBytes = 16
  /// Bytes of both codes at the end of a message.
  public static let trailerBytes = 2 * codeBytes

  private let messageKey: SecretBytes
  private let cookieKey: SecretBytes

  /// The codes of messages *to* one node.
  ///
  /// - Parameters:
  ///   - presharedKey: the network's.
  ///   - receiver: the static public key of the node that the messages go to, whether they are
  ///     initiations or responses.
  public init(presharedKey: [UInt8], receiver: [UInt8]) {
    messageKey = SecretBytes(
      Hashing.sha256(Array("selvedge mac1".utf8), presharedKey, receiver))
    cookieKey = SecretBytes(
      Hashing.sha256(Array("selvedge cookie".utf8), presharedKey, receiver))
  }

  /// A message ready to be sent: `body` with both codes behind it.
  /// - Parameter cookie: what the receiver gave lately; without one, `mac2` is all zeros.
  public func finish(_ body: [UInt8], cookie: [UInt8]?) -> [UInt8] {
    let message = body + code(of: body, key: messageKey.bytes)
    guard let cookie else {
      return message + [UInt8](repeating: 0, count: Self.codeBytes)
    }
    return message + code(of: message, key: cookie)
  }

  /// Whether `mac1` is right, so that the message is worth a key agreement.
  /// - Parameter message: the whole datagram; may be hostile.
  public func admits(_ message: borrowing Span<UInt8>) -> Bool {
    guard let mac1 = Self.mac1(of: message) else { return false }
    let body = message.copy(0..<(message.count - Self.trailerBytes))
    return Hashing.equal(mac1, code(of: body, key: messageKey.bytes))
  }

  /// Whether `mac2` was made with `cookie`.
  /// - Parameter message: the whole datagram; may be hostile.
  public func message(_ message: borrowing Span<UInt8>, provesCookie cookie: [UInt8]) -> Bool {
    let split = message.count - Self.codeBytes
    guard split >= Self.codeBytes else { return false }
    let covered = message.copy(0..<split)
    return Hashing.equal(message.copy(split..<message.count), code(of: covered, key: cookie))
  }

  /// Whether a message claims to carry a cookie: a second code of all zeros says that it has none.
  /// - Parameter message: the whole datagram; may be hostile.
  public func hasCookie(_ message: borrowing Span<UInt8>) -> Bool {
    let split = message.count - Self.codeBytes
    guard split >= Self.codeBytes else { return false }
    for index in split..<message.count where message[index] != 0 { return true }
    return false
  }

  /// The `mac1` of a message, which a cookie reply refers to; nil when it is too short.
  public static func mac1(of message: borrowing Span<UInt8>) -> [UInt8]? {
    let start = message.count - trailerBytes
    guard start >= 0 else { return nil }
    return message.copy(start..<(start + codeBytes))
  }

  private func code(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(Hashing.authenticate(bytes, key: key).prefix(Self.codeBytes))
  }
}

extension MessageAuthenticator {
  /// Seals a cookie for the sender of a message.
  ///
  /// - Parameters:
  ///   - cookie: what ``CookieJar`` baked for the sender's address.
  ///   - mac1: the code of the message that is answered, authenticated with the cookie so that
  ///     only whoever saw the message can make its sender believe a cookie.
  ///   - entropy: where the nonce comes from.
  /// - Returns: the nonce, and the cookie with its tag.
  func sealCookie(
    _ cookie: [UInt8], mac1: [UInt8], entropy: inout Entropy
  ) -> (nonce: CookieNonce, sealed: [UInt8]) {
    let nonce = CookieNonce(
      high: UInt32(truncatingIfNeeded: entropy.next()), low: entropy.next())
    var buffer = cookie + [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    let cipher = FrameCipher(key: cookieKey.bytes)
    var span = buffer.mutableSpan
    cipher.seal(
      &span, plaintext: 0..<cookie.count, path: nonce.high, counter: nonce.low,
      additionalData: mac1.span)
    return (nonce, buffer)
  }

  /// The cookie that the receiver of our message sealed; nil when it is forged or answers another
  /// message.
  func openCookie(_ sealed: [UInt8], nonce: CookieNonce, mac1: [UInt8]) -> [UInt8]? {
    var buffer = sealed
    let cipher = FrameCipher(key: cookieKey.bytes)
    var span = buffer.mutableSpan
    guard
      cipher.open(
        &span, ciphertextAndTag: 0..<sealed.count, path: nonce.high, counter: nonce.low,
        additionalData: mac1.span)
    else { return nil }
    return buffer.dropLast(FrameCipher.tagBytes)
  }
}
