/// Cuts an IPv4 packet into fragments that fit a path (RFC 791, section 3.2), one at a time and without
/// allocating.
///
/// A fragment can be cut again: its offset and its mark that more follow are carried on.
struct IPv4Fragmentation: Hashable {
  private static let moreFragments: UInt16 = 0x2000
  private static let dontFragment: UInt16 = 0x4000

  private let start: Int
  private let headerBytes: Int
  /// Bytes of the header of every fragment but the first: only some options are repeated.
  private let laterHeaderBytes: Int
  private let dataBytes: Int
  /// Data in every fragment but the last, a multiple of eight.
  private let stride: Int
  private let flagsAndOffset: UInt16
  /// How many fragments there are; one when the packet fits as it is.
  let count: Int

  /// A plan for the packet in `range`; nil when it is no whole IPv4 packet, may not be fragmented, or
  /// `bytesMax` leaves no room for data.
  init?(_ bytes: borrowing Span<UInt8>, in range: Range<Int>, bytesMax: Int) {
    start = range.lowerBound
    guard start >= 0, range.upperBound <= bytes.count, range.count >= 20,
      bytes[start] >> 4 == 4
    else { return nil }
    headerBytes = Int(bytes[start] & 15) * 4
    let length = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
    flagsAndOffset = UInt16(bytes[start + 6]) << 8 | UInt16(bytes[start + 7])
    guard headerBytes >= 20, length >= headerBytes, length <= range.count,
      flagsAndOffset & Self.dontFragment == 0
    else { return nil }
    dataBytes = length - headerBytes
    stride = (bytesMax - headerBytes) / 8 * 8
    guard stride > 0 else { return nil }
    count = length <= bytesMax ? 1 : (dataBytes + stride - 1) / stride
    // The last fragment's offset must fit its thirteen bits.
    let end = Int(flagsAndOffset & 0x1fff) * 8 + dataBytes
    guard end <= 0xffff else { return nil }
    laterHeaderBytes = 20 + Self.repeatedOptionBytes(bytes, from: start, headerBytes)
  }

  /// Writes a fragment, `0..<count`, so that it starts at `offset`, and returns its length.
  ///
  /// - Parameters:
  ///   - packet: What the plan was made for, unchanged.
  ///   - buffer: At least `bytesMax` bytes behind `offset`; another than that of the packet.
  func write(
    _ number: Int, of packet: borrowing Span<UInt8>, to buffer: inout MutableSpan<UInt8>,
    at offset: Int
  ) -> Int {
    let isFirst = number == 0
    let isLast = number == count - 1
    let header = isFirst ? headerBytes : laterHeaderBytes
    let from = number * stride
    let data = isLast ? dataBytes - from : stride
    for index in 0..<20 { buffer[offset + index] = packet[start + index] }
    if isFirst {
      for index in 20..<headerBytes { buffer[offset + index] = packet[start + index] }
    } else {
      repeatOptions(of: packet, to: &buffer, at: offset + 20)
    }
    for index in 0..<data {
      buffer[offset + header + index] = packet[start + headerBytes + from + index]
    }
    buffer[offset] = 0x40 | UInt8(header / 4)
    Self.store(UInt16(header + data), in: &buffer, at: offset + 2)
    // The reserved bit, and whether more followed the whole, stay.
    let more = isLast ? flagsAndOffset & Self.moreFragments : Self.moreFragments
    let place = (flagsAndOffset & 0x1fff) + UInt16(from / 8)
    Self.store(flagsAndOffset & 0x8000 | more | place, in: &buffer, at: offset + 6)
    Self.store(0, in: &buffer, at: offset + 10)
    let checksum = InternetChecksum.field(over: buffer.span, offset..<(offset + header))
    Self.store(checksum, in: &buffer, at: offset + 10)
    return header + data
  }

  private func repeatOptions(
    of packet: borrowing Span<UInt8>, to buffer: inout MutableSpan<UInt8>, at offset: Int
  ) {
    var place = offset
    var option = start + 20
    while let length = Self.optionLength(packet, at: option, end: start + headerBytes) {
      if packet[option] & 0x80 != 0 {
        for index in 0..<length { buffer[place + index] = packet[option + index] }
        place += length
      }
      option += length
    }
    while place < offset - 20 + laterHeaderBytes {
      buffer[place] = 0
      place += 1
    }
  }

  /// Bytes of the options that every fragment repeats, filled up to whole words.
  private static func repeatedOptionBytes(
    _ bytes: borrowing Span<UInt8>, from start: Int, _ headerBytes: Int
  ) -> Int {
    var repeated = 0
    var option = start + 20
    while let length = optionLength(bytes, at: option, end: start + headerBytes) {
      if bytes[option] & 0x80 != 0 { repeated += length }
      option += length
    }
    return (repeated + 3) / 4 * 4
  }

  /// The length of the option at that place; nil at the end of the list, or where it is malformed.
  private static func optionLength(
    _ bytes: borrowing Span<UInt8>, at place: Int, end: Int
  ) -> Int? {
    guard place < end, bytes[place] != 0 else { return nil }
    if bytes[place] == 1 { return 1 }
    guard place + 1 < end else { return nil }
    let length = Int(bytes[place + 1])
    return length >= 2 && place + length <= end ? length : nil
  }

  private static func store(
    _ value: UInt16, in buffer: inout MutableSpan<UInt8>, at offset: Int
  ) {
    buffer[offset] = UInt8(value >> 8)
    buffer[offset + 1] = UInt8(value & 255)
  }
}
