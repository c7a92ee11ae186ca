public import OverlayCore

// What a node may serve beside its own addresses.

extension Credential {
  /// Whether the node may say that a prefix lies behind it: one that its credential names, or a part
  /// of one. All addresses at once are for those with the role of an exit.
  public func mayServe(_ prefix: AddressPrefix) -> Bool {
    guard prefix.length > 0 else { return roles.contains(.exit) }
    return prefixes.contains { $0.contains(prefix) }
  }

  /// Whether an address is one that the network gives to its members.
  public func isInsideOverlay(_ address: UInt128, _ family: UnderlayAddress.Family) -> Bool {
    switch family {
    case .ipv4:
      let mask = AddressPrefix.mask(.ipv4, ipv4PrefixLength)
      return address & mask == UInt128(ipv4) & mask
    case .ipv6:
      return address >> 64 == OverlayAddress.prefix(of: network) >> 64
    }
  }
}
