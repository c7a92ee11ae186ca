public import OverlayCore

/// What the daemon reads of an IP packet: where it goes, whether it may, and which flow it is.
///
/// Source: RFC 791 section 3.1, RFC 8200 section 3, RFC 2474 for the DSCP.
public struct IPHeader: Hashable, Sendable {
  /// Which protocol, which decides how the addresses are read.
  public let family: UnderlayAddress.Family
  /// The sender, in the low 32 bits for IPv4.
  public let source: UInt128
  /// The receiver, in the low 32 bits for IPv4.
  public let destination: UInt128
  /// Code point and congestion mark: IPv4's type of service, IPv6's traffic class.
  public let trafficByte: UInt8
  /// The upper protocol's number; for IPv6 the first extension header's, if there is one.
  public let upperProtocol: UInt8
  /// Bytes of the whole packet, as its header says.
  public let length: Int
  /// Bytes of the IP header itself, without IPv6's extensions.
  public let headerLength: Int
  /// A hash of addresses, protocol and ports: equal within a flow. Fragments, whose ports only the
  /// first one has, are told apart by address and protocol only.
  public let flow: UInt64
  /// The source port in the upper half and the destination port in the lower, where there are any; an
  /// ICMP echo's identifier.
  let ports: UInt32

  /// Whether ``ports`` are ports.
  var hasPorts: Bool { upperProtocol != 1 && upperProtocol != 58 && ports != 0 }

  /// Reads the packet in `range` of the buffer; nil when it is not a whole IP packet.
  public init?(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count, !range.isEmpty else {
      return nil
    }
    switch bytes[range.lowerBound] >> 4 {
    case 4: self.init(ipv4: bytes, in: range)
    case 6: self.init(ipv6: bytes, in: range)
    default: return nil
    }
  }

  private init?(ipv4 bytes: borrowing Span<UInt8>, in range: Range<Int>) {
    let start = range.lowerBound
    guard range.count >= 20 else { return nil }
    headerLength = Int(bytes[start] & 0x0f) * 4
    length = Self.uint16(bytes, start + 2)
    guard headerLength >= 20, length >= headerLength, length <= range.count else { return nil }
    family = .ipv4
    trafficByte = bytes[start + 1]
    upperProtocol = bytes[start + 9]
    source = UInt128(Self.uint32(bytes, start + 12))
    destination = UInt128(Self.uint32(bytes, start + 16))
    let isFragment = Self.uint16(bytes, start + 6) & 0x3fff != 0
    ports = isFragment ? 0 : Self.ports(bytes, upperProtocol, start + headerLength, range)
    flow = Self.mix(source, destination, upperProtocol, ports)
  }

  private init?(ipv6 bytes: borrowing Span<UInt8>, in range: Range<Int>) {
    let start = range.lowerBound
    guard range.count >= 40 else { return nil }
    headerLength = 40
    length = 40 + Self.uint16(bytes, start + 4)
    guard length <= range.count else { return nil }
    family = .ipv6
    trafficByte = bytes[start] << 4 | bytes[start + 1] >> 4
    upperProtocol = bytes[start + 6]
    source = Self.uint128(bytes, start + 8)
    destination = Self.uint128(bytes, start + 24)
    ports = Self.ports(bytes, upperProtocol, start + 40, range)
    flow = Self.mix(source, destination, upperProtocol, ports)
  }

  /// The differentiated services code point, 0...63.
  public var dscp: Int { Int(trafficByte >> 2) }

  /// Whether nobody in particular is addressed: multicast and limited broadcast.
  public var isToMany: Bool {
    switch family {
    case .ipv4: destination >> 28 == 0xe || destination == UInt128(UInt32.max)
    case .ipv6: destination >> 120 == 0xff
    }
  }

  /// Both ports of TCP, UDP, DCCP, SCTP and UDP-Lite; the identifier of an ICMP echo.
  private static func ports(
    _ bytes: borrowing Span<UInt8>, _ upperProtocol: UInt8, _ offset: Int, _ range: Range<Int>
  ) -> UInt32 {
    guard offset + 8 <= range.upperBound else { return 0 }
    switch upperProtocol {
    case 6, 17, 33, 132, 136: return uint32(bytes, offset)
    case 1, 58: return UInt32(uint16(bytes, offset + 4))
    default: return 0
    }
  }

  private static func uint16(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> Int {
    Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
  }

  private static func uint32(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt32 {
    UInt32(uint16(bytes, offset)) << 16 | UInt32(uint16(bytes, offset + 2))
  }

  private static func uint128(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt128 {
    var value: UInt128 = 0
    for index in 0..<4 { value = value << 32 | UInt128(uint32(bytes, offset + 4 * index)) }
    return value
  }

  /// The finaliser of MurmurHash3 over the folded fields. Flows need telling apart, not secrecy:
  /// only local programs choose them.
  private static func mix(
    _ source: UInt128, _ destination: UInt128, _ upperProtocol: UInt8, _ ports: UInt32
  ) -> UInt64 {
    var hash = finalise(fold(source))
    hash = finalise(hash ^ fold(destination))
    return finalise(hash ^ (UInt64(ports) << 8 | UInt64(upperProtocol)))
  }

  private static func fold(_ value: UInt128) -> UInt64 {
    // Rotated, so that an IPv6 address whose halves are equal does not vanish.
    let high = UInt64(truncatingIfNeeded: value >> 64)
    return UInt64(truncatingIfNeeded: value) ^ (high << 29 | high >> 35)
  }

  private static func finalise(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ value >> 33) &* 0xff51_afd7_ed55_8ccd
    value = (value ^ value >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return value ^ value >> 33
  }
}
