import OverlaySecurity

/// `FrameCipher` over arrays, for tests that want values.
enum Sealing {
  static func seal(
    _ plaintext: [UInt8], header: [UInt8] = [], key: [UInt8], path: UInt32, counter: UInt64
  ) -> [UInt8] {
    var buffer = header + plaintext + [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    let cipher = FrameCipher(key: key)
    var span = buffer.mutableSpan
    cipher.seal(
      &span, plaintext: header.count..<(header.count + plaintext.count), path: path,
      counter: counter, additionalData: 0..<header.count)
    return Array(buffer[header.count...])
  }

  static func open(
    _ sealed: [UInt8], header: [UInt8] = [], key: [UInt8], path: UInt32, counter: UInt64
  ) -> [UInt8]? {
    var buffer = header + sealed
    let range = header.count..<buffer.count
    let cipher = FrameCipher(key: key)
    var span = buffer.mutableSpan
    guard
      cipher.open(
        &span, ciphertextAndTag: range, path: path, counter: counter,
        additionalData: 0..<header.count)
    else { return nil }
    return Array(buffer[range].dropLast(FrameCipher.tagBytes))
  }
}
