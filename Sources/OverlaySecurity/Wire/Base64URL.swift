/// Bytes as text that survives a chat window, a shell and a URL: RFC 4648, section 5, unpadded.
///
/// Foundation has only the other alphabet and accepts several spellings of the same bytes. Here
/// every byte string has exactly one spelling, so a changed character is always noticed.
enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The bytes as text.
  static func encode(_ bytes: [UInt8]) -> String {
    var characters: [UInt8] = []
    characters.reserveCapacity((bytes.count * 4 + 2) / 3)
    var pending: UInt32 = 0
    var pendingBits: UInt32 = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      pendingBits += 8
      while pendingBits >= 6 {
        pendingBits -= 6
        characters.append(alphabet[Int(pending >> pendingBits & 63)])
      }
    }
    if pendingBits > 0 {
      characters.append(alphabet[Int(pending << (6 - pendingBits) & 63)])
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// The bytes that `text` spells; nil when it is not the one spelling of any.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    var pending: UInt32 = 0
    var pendingBits: UInt32 = 0
    for character in text.utf8 {
      guard let digit = value(of: character) else { return nil }
      pending = (pending << 6 | digit) & 0xffff
      pendingBits += 6
      if pendingBits >= 8 {
        pendingBits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
      }
    }
    // Six leftover bits are a character too many; fewer must be the zeros that encoding put in.
    guard pendingBits < 6, pending & (1 << pendingBits - 1) == 0 else { return nil }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) - 48 + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
