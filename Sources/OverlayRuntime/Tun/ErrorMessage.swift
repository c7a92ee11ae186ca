internal import OverlayCore

/// ICMP messages about a packet that could not go on (RFC 792, RFC 4443).
enum ErrorMessage {
  /// Bytes of the packet that are quoted: what every IPv4 host must accept in 576 bytes with both
  /// headers (RFC 1812, section 4.3.2.3), which is ample for IPv6 as well.
  private static let quotedBytesMax = 548

  /// A message about a packet; nil when none may be sent, because the packet is itself an error
  /// message or addressed to many (RFC 1122, section 3.2.2).
  ///
  /// - Parameters:
  ///   - type: Its type, code and the four bytes behind the checksum, for each family.
  ///   - sender: Whom it claims to come from.
  static func make(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int, type: Kind,
    from sender: UInt128
  ) -> [UInt8]? {
    guard !header.isToMany, header.source != 0, !isError(header, bytes, at: start) else {
      return nil
    }
    let quoted = min(header.length, quotedBytesMax)
    var packet =
      header.family == .ipv4
      ? ipv4Header(header, from: sender, quoted: quoted)
      : ipv6Header(header, from: sender, quoted: quoted)
    let icmp = packet.count
    packet += [type.type, type.code, 0, 0] + octets(UInt128(type.word), 4)
    for offset in 0..<quoted { packet.append(bytes[start + offset]) }
    let seed =
      header.family == .ipv6 ? pseudoHeaderSum(header, from: sender, length: 8 + quoted) : 0
    store(checksum(packet[icmp...], seed: seed), in: &packet, at: icmp + 2)
    return packet
  }

  /// What a message says.
  struct Kind {
    var type: UInt8
    var code: UInt8
    /// The four bytes behind the checksum.
    var word: UInt32 = 0
  }

  private static func isError(
    _ header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int
  ) -> Bool {
    guard header.length > header.headerLength else { return false }
    let type = bytes[start + header.headerLength]
    switch header.upperProtocol {
    // Everything but echo, router and timestamp requests and answers.
    case 1: return ![0, 8, 9, 10, 13, 14].contains(type)
    case 58: return type < 128
    default: return false
    }
  }

  private static func ipv4Header(
    _ header: IPHeader, from sender: UInt128, quoted: Int
  ) -> [UInt8] {
    let total = 20 + 8 + quoted
    var bytes: [UInt8] = [0x45, 0, UInt8(total >> 8), UInt8(total & 255), 0, 0, 0, 0, 64, 1, 0, 0]
    bytes += octets(sender, 4) + octets(header.source, 4)
    store(checksum(bytes[...], seed: 0), in: &bytes, at: 10)
    return bytes
  }

  private static func ipv6Header(
    _ header: IPHeader, from sender: UInt128, quoted: Int
  ) -> [UInt8] {
    let payload = 8 + quoted
    return [0x60, 0, 0, 0, UInt8(payload >> 8), UInt8(payload & 255), 58, 64]
      + octets(sender, 16) + octets(header.source, 16)
  }

  private static func octets(_ address: UInt128, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: address >> UInt128(8 * (count - 1 - $0))) }
  }

  /// RFC 8200, section 8.1: both addresses, the length and the next header.
  private static func pseudoHeaderSum(
    _ header: IPHeader, from sender: UInt128, length: Int
  ) -> UInt64 {
    let bytes = octets(sender, 16) + octets(header.source, 16)
    return sum(bytes[...]) + UInt64(length) + 58
  }

  private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var total: UInt64 = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let low = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
      total += UInt64(bytes[index]) << 8 | UInt64(low)
      index += 2
    }
    return total
  }

  /// The Internet checksum (RFC 1071).
  static func checksum(_ bytes: ArraySlice<UInt8>, seed: UInt64) -> UInt16 {
    var total = sum(bytes) + seed
    while total >> 16 != 0 { total = total & 0xffff + total >> 16 }
    return ~UInt16(total)
  }

  private static func store(_ value: UInt16, in bytes: inout [UInt8], at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(value & 255)
  }
}
