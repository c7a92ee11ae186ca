internal import OverlayCore

/// Tells a local program that nobody in the overlay has the address it sends to.
///
/// ICMPv4 type 3, code 1 (RFC 792) and ICMPv6 type 1, code 3 (RFC 4443, section 3.1). The message
/// claims to come from the address that is not there: the host would take its own address as
/// source for a forgery.
enum UnreachableMessage {
  /// Bytes of the packet that are quoted: what every IPv4 host must accept in 576 bytes with both
  /// headers (RFC 1812, section 4.3.2.3), which is ample for IPv6 as well.
  private static let quotedBytesMax = 548

  /// The message about a packet; nil when none may be sent, because the packet is itself an error
  /// message or addressed to many (RFC 1122, section 3.2.2).
  static func make(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int
  ) -> [UInt8]? {
    guard !header.isToMany, header.source != 0, !isError(header, bytes, at: start) else {
      return nil
    }
    let quoted = min(header.length, quotedBytesMax)
    var packet: [UInt8]
    switch header.family {
    case .ipv4: packet = ipv4Header(header, quoted: quoted) + [3, 1, 0, 0, 0, 0, 0, 0]
    case .ipv6: packet = ipv6Header(header, quoted: quoted) + [1, 3, 0, 0, 0, 0, 0, 0]
    }
    let icmp = packet.count - 8
    for offset in 0..<quoted { packet.append(bytes[start + offset]) }
    let seed = header.family == .ipv6 ? pseudoHeaderSum(header, length: 8 + quoted) : 0
    store(checksum(packet[icmp...], seed: seed), in: &packet, at: icmp + 2)
    return packet
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

  private static func ipv4Header(_ header: IPHeader, quoted: Int) -> [UInt8] {
    let total = 20 + 8 + quoted
    var bytes: [UInt8] = [0x45, 0, UInt8(total >> 8), UInt8(total & 255), 0, 0, 0, 0, 64, 1, 0, 0]
    bytes += octets(header.destination, 4) + octets(header.source, 4)
    store(checksum(bytes[...], seed: 0), in: &bytes, at: 10)
    return bytes
  }

  private static func ipv6Header(_ header: IPHeader, quoted: Int) -> [UInt8] {
    let payload = 8 + quoted
    return [0x60, 0, 0, 0, UInt8(payload >> 8), UInt8(payload & 255), 58, 64]
      + octets(header.destination, 16) + octets(header.source, 16)
  }

  private static func octets(_ address: UInt128, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: address >> UInt128(8 * (count - 1 - $0))) }
  }

  /// RFC 8200, section 8.1: both addresses, the length and the next header.
  private static func pseudoHeaderSum(_ header: IPHeader, length: Int) -> UInt64 {
    let bytes = octets(header.destination, 16) + octets(header.source, 16)
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
