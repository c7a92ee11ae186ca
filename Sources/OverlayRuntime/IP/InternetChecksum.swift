/// The checksum of IP, ICMP, TCP and UDP (RFC 1071).
enum InternetChecksum {
  /// The sum of the big-endian 16-bit words in `range`, not yet folded.
  static func sum(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) -> UInt64 {
    var total: UInt64 = 0
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      total += UInt64(bytes[index]) << 8 | UInt64(bytes[index + 1])
      index += 2
    }
    if index < range.upperBound { total += UInt64(bytes[index]) << 8 }
    return total
  }

  /// The checksum over `range`; `seed` is the sum of a pseudo-header. Zero when the range contains its
  /// own right checksum.
  static func of(
    _ bytes: borrowing Span<UInt8>, in range: Range<Int>, seed: UInt64 = 0
  ) -> UInt16 {
    ~fold(sum(bytes, in: range) + seed)
  }

  /// Folds a sum into 16 bits, carries added at the other end.
  static func fold(_ sum: UInt64) -> UInt16 {
    var total = sum
    while total >> 16 != 0 { total = total & 0xffff + total >> 16 }
    return UInt16(truncatingIfNeeded: total)
  }

  /// The checksum after one word that it covers has changed (RFC 1624, equation 3).
  static func updated(_ checksum: UInt16, replacing old: UInt16, with new: UInt16) -> UInt16 {
    ~fold(UInt64(~checksum) + UInt64(~old) + UInt64(new))
  }
}
