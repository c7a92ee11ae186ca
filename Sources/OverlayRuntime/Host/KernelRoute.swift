internal import CLinuxNet
internal import OverlayCore
internal import OverlaySecurity

/// A route of a routing table of the kernel's, as far as it matters here.
struct KernelRoute: Hashable {
  /// What becomes of a packet (ip-route(8)).
  enum Kind: UInt8 {
    case unicast = 1
    case local = 2
    case unreachable = 7
    case other = 0
  }

  /// The destinations.
  var prefix: AddressPrefix
  /// What becomes of their packets.
  var kind: Kind
  /// The number of the interface that they leave through; 0 when there is none, or several.
  var interface: UInt32
  /// Whether they go to another host that passes them on.
  var hasGateway: Bool

  /// A route that the kernel has listed; nil where its prefix is none.
  init?(_ route: clinuxnet_route) {
    let host = UInt128(route.host_high) << 64 | UInt128(route.host_low)
    guard
      let prefix = AddressPrefix(
        family: route.family == 4 ? .ipv4 : .ipv6, address: host, length: route.length)
    else { return nil }
    self.prefix = prefix
    kind = Kind(rawValue: route.type) ?? .other
    (interface, hasGateway) = (route.interface, route.has_gateway != 0)
  }
}
