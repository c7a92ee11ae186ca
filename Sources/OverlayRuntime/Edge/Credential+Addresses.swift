internal import OverlayCore
internal import OverlaySecurity

extension Credential {
  /// The node's own addresses in the overlay, each as a prefix.
  var ownPrefixes: [AddressPrefix] {
    [
      AddressPrefix(family: .ipv4, address: UInt128(ipv4), length: 32),
      AddressPrefix(
        family: .ipv6, address: OverlayAddress.ipv6(node, network: network), length: 128),
    ].compactMap { $0 }
  }
}
