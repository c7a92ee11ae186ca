import Crypto

/// SHA-256 and what is built from it, over byte arrays.
///
/// Everything hashed here is a control message or a key, so a copy into an array is cheaper than
/// a second file that needs `unsafe`; packets never come here.
enum Hashing {
  /// Bytes in a SHA-256 digest.
  static let digestBytes = 32

  /// SHA-256 of the parts, one after another (FIPS 180-4).
  static func sha256(_ parts: [UInt8]...) -> [UInt8] {
    var hash = SHA256()
    for part in parts { hash.update(data: part) }
    return Array(hash.finalize())
  }

  /// HMAC-SHA256 of the parts, one after another (RFC 2104).
  static func authenticate(_ parts: [UInt8]..., key: [UInt8]) -> [UInt8] {
    var code = HMAC<SHA256>(key: SymmetricKey(data: key))
    for part in parts { code.update(data: part) }
    return Array(code.finalize())
  }

  /// Two keys from a chaining key and fresh material: HKDF with empty info, as the Noise
  /// specification, section 4.3, writes it out.
  static func derivePair(
    chainingKey: [UInt8], material: [UInt8]
  ) -> (first: SecretBytes, second: SecretBytes) {
    var extracted = authenticate(material, key: chainingKey)
    defer { FrameCipher.overwrite(&extracted) }
    let first = authenticate([1], key: extracted)
    let second = authenticate(first, [2], key: extracted)
    return (SecretBytes(first), SecretBytes(second))
  }

  /// Three keys from a chaining key and fresh material (Noise specification, section 4.3).
  static func deriveTriple(
    chainingKey: [UInt8], material: [UInt8]
  ) -> (first: SecretBytes, second: SecretBytes, third: SecretBytes) {
    var extracted = authenticate(material, key: chainingKey)
    defer { FrameCipher.overwrite(&extracted) }
    let first = authenticate([1], key: extracted)
    let second = authenticate(first, [2], key: extracted)
    let third = authenticate(second, [3], key: extracted)
    return (SecretBytes(first), SecretBytes(second), SecretBytes(third))
  }

  /// Whether two byte strings are equal, in a time that depends on their length alone, so that
  /// nobody learns a code byte by byte from how long a refusal takes.
  static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
  }
}
