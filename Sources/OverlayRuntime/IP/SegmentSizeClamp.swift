/// Lowers the maximum segment size that the two ends of a TCP connection announce to each other, so
/// that their segments fit the path from the first on.
///
/// The option stands in segments with SYN alone (RFC 9293, section 3.7.1). "Too big" messages reach the
/// same end, but only if nothing between filters them, and a round trip later.
enum SegmentSizeClamp {
  /// Below these nothing is clamped: what each host must accept unasked (RFC 9293, section 3.7.1).
  private static let ipv4Min = 536
  private static let ipv6Min = 1_220
  /// Extension headers of IPv6 that are passed over.
  private static let extensionsMax = 8

  /// Clamps the packet in `range` if it is a segment with SYN.
  ///
  /// - Parameters:
  ///   - buffer: Where it lies; may be hostile.
  ///   - packetBytesMax: The largest IP packet that should come of it; asked for only when the
  ///     option is there.
  ///   - isChecksumComplete: Whether the TCP checksum is that of the whole segment, and is to be
  ///     changed with it; false when it is still to be completed, as a kernel leaves it that offloads
  ///     that.
  /// - Returns: Whether the packet was changed.
  @discardableResult
  static func clamp(
    _ buffer: inout MutableSpan<UInt8>, in range: Range<Int>,
    packetBytesMax: @autoclosure () -> Int, isChecksumComplete: Bool = true
  ) -> Bool {
    guard let (tcp, isIPv6) = segment(buffer.span, in: range), buffer[tcp + 13] & 2 != 0,
      let value = option(buffer.span, tcp: tcp, end: range.upperBound)
    else { return false }
    let bytes = packetBytesMax()
    let most = isIPv6 ? max(bytes - 60, ipv6Min) : max(bytes - 40, ipv4Min)
    let old = UInt16(buffer[value]) << 8 | UInt16(buffer[value + 1])
    guard Int(old) > most else { return false }
    let new = UInt16(clamping: most)
    store(new, in: &buffer, at: value)
    guard isChecksumComplete else { return true }
    // At an odd place the option's bytes belong to two words: the sum sees them swapped.
    let isOdd = (value - tcp) % 2 == 1
    let checksum = UInt16(buffer[tcp + 16]) << 8 | UInt16(buffer[tcp + 17])
    store(
      InternetChecksum.updated(
        checksum, replacing: isOdd ? old.byteSwapped : old,
        with: isOdd ? new.byteSwapped : new), in: &buffer, at: tcp + 16)
    return true
  }

  /// Where the TCP header starts, all 20 bytes of which are there; nil when there is none.
  @inline(__always)
  private static func segment(
    _ bytes: borrowing Span<UInt8>, in range: Range<Int>
  ) -> (start: Int, isIPv6: Bool)? {
    let start = range.lowerBound
    guard start >= 0, range.upperBound <= bytes.count, range.count >= 40 else { return nil }
    switch bytes[start] >> 4 {
    case 4:
      let isLaterFragment = bytes[start + 6] & 0x1f != 0 || bytes[start + 7] != 0
      let tcp = start + Int(bytes[start] & 15) * 4
      guard bytes[start + 9] == 6, !isLaterFragment, tcp >= start + 20,
        tcp + 20 <= range.upperBound
      else { return nil }
      return (tcp, false)
    case 6:
      return segment(ipv6: bytes, in: range).map { ($0, true) }
    default:
      return nil
    }
  }

  private static func segment(
    ipv6 bytes: borrowing Span<UInt8>, in range: Range<Int>
  ) -> Int? {
    var next = bytes[range.lowerBound + 6]
    var place = range.lowerBound + 40
    for _ in 0..<extensionsMax {
      guard next != 6 else { return place + 20 <= range.upperBound ? place : nil }
      guard place + 8 <= range.upperBound else { return nil }
      switch next {
      case 0, 43, 60:
        next = bytes[place]
        place += 8 * (Int(bytes[place + 1]) + 1)
      case 44 where bytes[place + 2] == 0 && bytes[place + 3] & 0xf8 == 0:
        next = bytes[place]
        place += 8
      default:
        return nil
      }
    }
    return nil
  }

  /// Where the value of the option for the maximum segment size stands.
  private static func option(
    _ bytes: borrowing Span<UInt8>, tcp: Int, end: Int
  ) -> Int? {
    let last = min(tcp + Int(bytes[tcp + 12] >> 4) * 4, end)
    var place = tcp + 20
    while place < last {
      switch bytes[place] {
      case 0: return nil
      case 1: place += 1
      default:
        guard place + 1 < last else { return nil }
        let length = Int(bytes[place + 1])
        guard length >= 2, place + length <= last else { return nil }
        if bytes[place] == 2 { return length == 4 ? place + 2 : nil }
        place += length
      }
    }
    return nil
  }

  private static func store(
    _ value: UInt16, in buffer: inout MutableSpan<UInt8>, at offset: Int
  ) {
    buffer[offset] = UInt8(value >> 8)
    buffer[offset + 1] = UInt8(value & 255)
  }
}
