/// One cable from a host to the router, with its addresses.
struct Uplink: Hashable {
  /// The interface's name inside the host.
  let interface: String
  /// The name of the cable's other end, inside the router.
  let routerInterface: String
  /// A number that no other uplink of the bench has; the addresses are made from it.
  let number: Int
  /// The first two bytes of the IPv4 addresses; others in front of a translator.
  var network = "198.18"

  /// The host's IPv4 address.
  var ipv4: String { "\(network).\(number).2" }
  /// The router's IPv4 address on this cable.
  var ipv4Gateway: String { "\(network).\(number).1" }
  /// The host's IPv6 address.
  var ipv6: String { "2001:db8:0:\(String(number, radix: 16))::2" }
  /// The router's IPv6 address on this cable.
  var ipv6Gateway: String { "2001:db8:0:\(String(number, radix: 16))::1" }

  /// The next routers; those of a translator speak IPv4 alone.
  var gateways: [String] {
    network == "198.18" ? [ipv4Gateway, ipv6Gateway] : [ipv4Gateway]
  }
}
