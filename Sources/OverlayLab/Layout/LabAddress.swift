internal import OverlayCore
internal import OverlayRuntime

/// The addresses of an uplink: `198.18.H.U` and `2001:2::H:U`, host and uplink counted from one.
///
/// Both networks are set aside for benchmarks (RFC 2544, RFC 5180), so nobody has a route to them.
public struct LabAddress: Hashable, Sendable {
  /// The most uplinks that one host has.
  public static let uplinksMax = 8
  /// The most hosts.
  public static let hostsMax = 64

  /// The host's number, from zero.
  public let host: Int
  /// The uplink's number at its host, from zero.
  public let uplink: Int

  static let networkIPv4: UInt32 = 198 << 24 | 18 << 16
  static let networkIPv6: UInt128 = 0x2001_0002 << 96

  /// The addresses of a host's uplink.
  public init(host: Int, uplink: Int) {
    self.host = host
    self.uplink = uplink
  }

  /// The uplink that a packet is for; nil when its destination is no uplink's address.
  init?(destinationOf header: IPHeader) {
    let high: Int
    let low: Int
    switch header.family {
    case .ipv4:
      let value = UInt32(truncatingIfNeeded: header.destination)
      guard value >> 16 == Self.networkIPv4 >> 16 else { return nil }
      (high, low) = (Int(value >> 8 & 0xff), Int(value & 0xff))
    case .ipv6:
      guard header.destination >> 32 == Self.networkIPv6 >> 32 else { return nil }
      let value = UInt32(truncatingIfNeeded: header.destination)
      (high, low) = (Int(value >> 16), Int(value & 0xffff))
    }
    guard 1...Self.hostsMax ~= high, 1...Self.uplinksMax ~= low else { return nil }
    self.init(host: high - 1, uplink: low - 1)
  }

  /// Who sends error messages: `198.18.0.1` and `2001:2::1`, which no uplink has.
  static func router(_ family: UnderlayAddress.Family) -> UInt128 {
    family == .ipv4 ? UInt128(networkIPv4 | 1) : networkIPv6 | 1
  }

  /// The IPv4 address, such as `198.18.1.1`.
  public var ipv4: String { "198.18.\(host + 1).\(uplink + 1)" }
  /// The IPv6 address, such as `2001:2::1:1`.
  public var ipv6: String {
    "2001:2::\(String(host + 1, radix: 16)):\(String(uplink + 1, radix: 16))"
  }
}
