/// One cable from a host to the router, with its addresses.
struct Uplink: Hashable {
  /// The interface's name inside the host.
  let interface: String
  /// The name of the cable's other end, inside the router.
  let routerInterface: String
  /// A number that no other uplink of the bench has; the addresses are made from it.
  let number: Int

  /// The host's IPv4 address.
  var ipv4: String { "198.18.\(number).2" }
  /// The router's IPv4 address on this cable.
  var ipv4Gateway: String { "198.18.\(number).1" }
  /// The host's IPv6 address.
  var ipv6: String { "2001:db8:0:\(String(number, radix: 16))::2" }
  /// The router's IPv6 address on this cable.
  var ipv6Gateway: String { "2001:db8:0:\(String(number, radix: 16))::1" }
}
