import OverlayCore

/// Reads an input as choices: whatever the bytes are, they mean something, and behind the end
/// everything is zero. Or a script without an end, of random bytes.
struct ScriptReader {
  private let bytes: [UInt8]
  private(set) var position = 0
  /// What random bytes are drawn from; nil when the bytes are an input's.
  private var random: SeededRandom?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(random seed: UInt64) {
    (bytes, random) = ([], SeededRandom(seed: seed))
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func byte() -> UInt8 {
    defer { position += 1 }
    if let drawn = random?.next() { return UInt8(truncatingIfNeeded: drawn >> 32) }
    return position < bytes.count ? bytes[position] : 0
  }

  mutating func uint16() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

  /// A number of at most `bits` bits: small ones take a byte, those at which arithmetic breaks take one
  /// as well, and any other its own bytes.
  mutating func number(bits: Int) -> UInt64 {
    let mask: UInt64 = bits >= 64 ? .max : (1 << UInt64(bits)) - 1
    let choice = byte()
    guard choice >= 0xc0 else { return UInt64(choice) & mask }
    guard choice < 0xd8 else {
      return (0..<max(1, bits / 8)).reduce(0) { value, _ in value << 8 | UInt64(byte()) } & mask
    }
    let powers: [UInt64] = [64, 63, 62, 53, 32, 31, 24, 16]
    let power = powers[Int(choice - 0xc0) / 3]
    let edge: UInt64 = power == 64 ? 0 : 1 << power
    return (edge &- UInt64(choice - 0xc0) % 3) & mask
  }

  /// Up to `count` bytes as they stand.
  mutating func raw(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in byte() }
  }
}
