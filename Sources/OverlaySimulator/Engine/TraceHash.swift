/// A running fingerprint of everything that a simulation did: FNV-1a over 64-bit words.
///
/// Two runs with one seed must end with equal fingerprints; a difference means that something
/// outside the seed had a say.
/// Source: Fowler, Noll, Vo; offset basis and prime of the 64-bit variant.
public struct TraceHash: Hashable, Sendable, CustomStringConvertible {
  /// The fingerprint.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// Mixes one word in.
  public mutating func combine(_ word: UInt64) {
    var word = word
    for _ in 0..<8 {
      value = (value ^ (word & 0xff)) &* 0x0000_0100_0000_01b3
      word >>= 8
    }
  }

  /// Mixes one word in at a stroke, for runs of a million events a second: the word is spread by
  /// the finaliser of MurmurHash3 and then taken as FNV-1a takes a byte.
  @inline(__always)
  public mutating func fold(_ word: UInt64) {
    var mixed = (word ^ word >> 33) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ mixed >> 33) &* 0xc4ce_b9fe_1a85_ec53
    value = (value ^ mixed ^ mixed >> 33) &* 0x0000_0100_0000_01b3
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
