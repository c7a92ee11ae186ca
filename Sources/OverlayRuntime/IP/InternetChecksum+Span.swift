extension InternetChecksum {
  /// Adds the bytes of a range, one word at a time: for headers and messages, not for packets.
  mutating func add(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let low = index + 1 < range.upperBound ? Int(bytes[index + 1]) : 0
      add(Int(bytes[index]) << 8 | low)
      index += 2
    }
  }

  /// What the field holds over a range.
  static func field(over bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.add(bytes, range)
    return checksum.field
  }

  /// What the field holds after one word that it covers has changed (RFC 1624, equation 3).
  static func updated(_ field: UInt16, replacing old: UInt16, with new: UInt16) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.add(Int(~field))
    checksum.add(Int(~old))
    checksum.add(Int(new))
    return checksum.field
  }
}
