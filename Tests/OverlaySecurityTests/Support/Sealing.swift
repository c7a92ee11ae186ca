import OverlaySecurity

/// `FrameCipher` over arrays, for tests that want values.
enum Sealing {
  static func seal(
    _ plaintext: [UInt8], header: [UInt8] = [], key: [UInt8], path: UInt32, counter: UInt64
  ) -> [UInt8] {
    var buffer = plaintext + [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    let cipher = FrameCipher(key: key)
    var span = buffer.mutableSpan
    cipher.seal(
      &span, plaintext: 0..<plaintext.count, path: path, counter: counter,
      additionalData: header.span)
    return buffer
  }

  static func open(
    _ sealed: [UInt8], header: [UInt8] = [], key: [UInt8], path: UInt32, counter: UInt64
  ) -> [UInt8]? {
    var buffer = sealed
    let cipher = FrameCipher(key: key)
    var span = buffer.mutableSpan
    guard
      cipher.open(
        &span, ciphertextAndTag: 0..<sealed.count, path: path, counter: counter,
        additionalData: header.span)
    else { return nil }
    return buffer.dropLast(FrameCipher.tagBytes)
  }
}
