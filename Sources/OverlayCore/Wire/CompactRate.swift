/// Bytes a second in two bytes on the wire: eleven bits times a power of two of five, so within 0.1 % up
/// to four terabytes a second.
enum CompactRate {
  static func encode(_ bytesPerSecond: UInt64) -> UInt16 {
    let excess = max(0, 53 - bytesPerSecond.leadingZeroBitCount)
    guard excess < 32 else { return .max }
    return UInt16(excess) << 11 | UInt16(truncatingIfNeeded: bytesPerSecond >> UInt64(excess))
  }

  static func decode(_ code: UInt16) -> UInt64 {
    UInt64(code & 0x7ff) << UInt64(code >> 11)
  }
}
