internal import OverlayCore
internal import OverlaySecurity

/// Which addresses an exit carries packets to: those of the Internet. What is private to a site is
/// served by name, or not at all.
enum PublicAddresses {
  /// IPv4 ranges that lead nowhere or somewhere else on each host (RFC 6890, section 2.2.2).
  private static let closed: [(address: UInt32, length: UInt32)] = [
    (0x0000_0000, 8),  // this network
    (0x0a00_0000, 8),  // private, RFC 1918
    (0x6440_0000, 10),  // shared, RFC 6598
    (0x7f00_0000, 8),  // loopback
    (0xa9fe_0000, 16),  // link-local
    (0xac10_0000, 12),  // private
    (0xc0a8_0000, 16),  // private
    (0xe000_0000, 3),  // multicast, reserved, broadcast
  ]

  /// The same as prefixes.
  static var closedIPv4: [AddressPrefix] {
    closed.compactMap {
      AddressPrefix(family: .ipv4, address: UInt128($0.address), length: UInt8($0.length))
    }
  }

  /// Global unicast is all that is given out of IPv6 (RFC 4291, section 2.4).
  static let openIPv6 = "2000::/3"

  /// Whether an address is one of the Internet's.
  static func contains(_ address: UInt128, _ family: UnderlayAddress.Family) -> Bool {
    switch family {
    case .ipv4:
      let short = UInt32(truncatingIfNeeded: address)
      for number in closed.indices {
        let shift = 32 - closed[number].length
        if short >> shift == closed[number].address >> shift { return false }
      }
      return true
    case .ipv6: return address >> 125 == 1
    }
  }
}
