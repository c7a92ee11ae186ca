internal import OverlayCore

/// What to do with a packet that is larger than what goes whole over its way.
enum OversizePacket: Hashable {
  /// It fits, or it must go even so.
  case send
  /// Its sender said that it may be cut up.
  case fragment
  /// Its sender is to be told how large packets may be.
  case answer(mtu: Int)

  /// IPv6's minimum (RFC 8200, section 5). No host has to make its packets smaller than that: they
  /// leave in datagrams that the underlay fragments.
  private static let ipv6BytesMin = 1_280

  /// Decides about a packet.
  ///
  /// - Parameters:
  ///   - header: The packet's.
  ///   - bytes: The buffer that holds it.
  ///   - start: Where it starts there.
  ///   - bytesMax: The largest packet that goes whole.
  static func decide(
    _ header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int, bytesMax: Int
  ) -> OversizePacket {
    guard header.length > bytesMax else { return .send }
    switch header.family {
    case .ipv6:
      guard header.length > ipv6BytesMin else { return .send }
      return .answer(mtu: max(bytesMax, ipv6BytesMin))
    case .ipv4:
      return bytes[start + 6] & 0x40 != 0 ? .answer(mtu: bytesMax) : .fragment
    }
  }
}
