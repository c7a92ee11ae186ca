internal import OverlayCore

/// Tells the sender of a packet why it went nowhere.
public enum ICMPError: Hashable, Sendable {
  /// Nobody in the overlay has the address: ICMPv4 type 3, code 1 (RFC 792) and ICMPv6 type 1, code 3
  /// (RFC 4443, section 3.1).
  case unreachable
  /// The packet is larger than `mtu` bytes, which is what the path carries: ICMPv4 type 3, code 4 with
  /// the next hop's MTU (RFC 1191, section 4) and ICMPv6 type 2 (RFC 4443, section 3.2).
  case tooBig(mtu: Int)

  /// Bytes of the packet that are quoted: what every IPv4 host must accept in 576 bytes with both
  /// headers (RFC 1812, section 4.3.2.3), which is ample for IPv6 as well.
  private static let quotedBytesMax = 548

  /// The message about a packet; nil when none may be sent, because the packet is itself an error
  /// message or addressed to many (RFC 1122, section 3.2.2).
  ///
  /// - Parameters:
  ///   - start: Where the packet starts in `bytes`.
  ///   - router: The address that the message claims to come from, in the low 32 bits for IPv4; by
  ///     default the one that the packet was for, since a host takes its own for a forgery.
  public func message(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int,
    from router: UInt128? = nil
  ) -> [UInt8]? {
    let sender = router ?? header.destination
    guard mayAnswer(header), !Self.isError(header, bytes, at: start) else { return nil }
    let quoted = min(header.length, Self.quotedBytesMax)
    var packet =
      header.family == .ipv4
      ? Self.ipv4Header(header, from: sender, quoted: quoted)
      : Self.ipv6Header(header, from: sender, quoted: quoted)
    let icmp = packet.count
    packet += typeAndCode(header.family) + [0, 0] + parameter(header.family)
    for offset in 0..<quoted { packet.append(bytes[start + offset]) }
    var checksum = InternetChecksum()
    if header.family == .ipv6 {
      // RFC 8200, section 8.1: both addresses, the length and the next header.
      checksum.add(packet.span, 8..<40)
      checksum.add(8 + quoted)
      checksum.add(58)
    }
    checksum.add(packet.span, icmp..<packet.count)
    Self.store(checksum.field, in: &packet, at: icmp + 2)
    return packet
  }

  /// A packet to many may be told one thing only, and over IPv6 (RFC 4443, section 2.4): that it is
  /// too big. Here nothing is sent to many.
  private func mayAnswer(_ header: IPHeader) -> Bool { !header.isToMany && header.source != 0 }

  private func typeAndCode(_ family: UnderlayAddress.Family) -> [UInt8] {
    switch (self, family) {
    case (.unreachable, .ipv4): [3, 1]
    case (.unreachable, .ipv6): [1, 3]
    case (.tooBig, .ipv4): [3, 4]
    case (.tooBig, .ipv6): [2, 0]
    }
  }

  /// The four bytes between checksum and quotation.
  private func parameter(_ family: UnderlayAddress.Family) -> [UInt8] {
    guard case .tooBig(let mtu) = self else { return [0, 0, 0, 0] }
    // IPv4's field has two bytes, IPv6's four: no packet of ours needs the other two.
    let value = UInt16(clamping: mtu)
    return [0, 0, UInt8(value >> 8), UInt8(value & 255)]
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
    store(InternetChecksum.field(over: bytes.span, 0..<20), in: &bytes, at: 10)
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

  private static func store(_ value: UInt16, in bytes: inout [UInt8], at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(value & 255)
  }
}
