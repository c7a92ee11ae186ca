/// Where a datagram comes from or goes to in the network below: an IP address and a UDP port.
public struct UnderlayAddress: Hashable, Sendable, CustomStringConvertible {
  /// Which Internet protocol the address belongs to.
  public enum Family: UInt8, Hashable, Sendable {
    /// Internet Protocol version 4.
    case ipv4 = 4
    /// Internet Protocol version 6.
    case ipv6 = 6

    /// Bytes of the headers of IP and UDP in front of a datagram, without options or extensions.
    public var headerBytes: Int { self == .ipv4 ? 28 : 48 }
  }

  /// The address's family.
  public var family: Family
  /// The address, in the low 32 bits for IPv4.
  public var host: UInt128
  /// The UDP port.
  public var port: UInt16

  /// An address of either family.
  public init(family: Family, host: UInt128, port: UInt16) {
    self.family = family
    self.host = host
    self.port = port
  }

  /// An IPv4 address given as its 32-bit value.
  public init(ipv4 host: UInt32, port: UInt16) {
    self.init(family: .ipv4, host: UInt128(host), port: port)
  }

  /// Whether packets to it stay on the host: 127.0.0.0/8 (RFC 1122, section 3.2.1.3) or ::1.
  public var isLoopback: Bool {
    family == .ipv4 ? host >> 24 == 127 : host == 1
  }

  /// Bytes on the wire: family, 16 of address, 2 of port.
  public static let byteCount = 19

  /// The usual notation, such as `192.0.2.1:4242` or `[2001:db8::1]:4242`.
  public var description: String {
    switch family {
    case .ipv4: "\(IPNotation.ipv4(UInt32(truncatingIfNeeded: host))):\(port)"
    case .ipv6: "[\(IPNotation.ipv6(host))]:\(port)"
    }
  }
}

extension UnderlayAddress {
  /// Whether a datagram can be meant for it at all: a port, and a host that is neither nobody nor
  /// many. This host itself is, for nodes that share one.
  public var isCallable: Bool {
    guard port > 0, host > 0 else { return false }
    switch family {
    case .ipv4:
      // 0.0.0.0/8, and 224.0.0.0/3 with groups and broadcast (RFC 6890).
      return host >> 24 != 0 && host >> 24 < 224
    case .ipv6:
      // ff00::/8, and fe80::/10, which means nothing without an interface (RFC 4291).
      return host >> 120 != 0xff && host >> 118 != 0x3fa
    }
  }

  /// Whether routers everywhere know the host: a callable one that is not set aside for use inside a
  /// host, a site or a provider (RFC 1918, 3927, 4193, 6598).
  public var isGlobal: Bool {
    guard isCallable || port == 0 else { return false }
    switch family {
    case .ipv4:
      return host >> 24 != 10 && host >> 24 != 127 && host >> 20 != 0xac1 && host >> 16 != 0xc0a8
        && host >> 16 != 0xa9fe && host >> 22 != 0x191
    case .ipv6:
      return host >> 125 == 1
    }
  }
}

extension ByteReader {
  /// An underlay address.
  public mutating func underlayAddress(
    _ bytes: borrowing Span<UInt8>
  ) throws(DecodeError) -> UnderlayAddress {
    guard let family = UnderlayAddress.Family(rawValue: try byte(bytes)) else { throw .badValue }
    let host = try uint128(bytes)
    if family == .ipv4, host > UInt128(UInt32.max) { throw .badValue }
    return UnderlayAddress(family: family, host: host, port: try uint16(bytes))
  }
}

extension ByteWriter {
  /// An underlay address.
  public mutating func underlayAddress(
    _ address: UnderlayAddress, to buffer: inout MutableSpan<UInt8>
  ) {
    byte(address.family.rawValue, to: &buffer)
    uint128(address.host, to: &buffer)
    uint16(address.port, to: &buffer)
  }
}
