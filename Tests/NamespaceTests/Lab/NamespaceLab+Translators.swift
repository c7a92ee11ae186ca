// Hosts behind translators: a namespace between host and router, as a router at home.
//
//   alpha ──u0── alpha-nat ──u0── router
//      192.168.N.2        198.18.N.2

extension NamespaceLab {
  /// Builds a host behind a translator on an uplink.
  func addHost(
    _ name: String, behind translation: Translation, _ outside: Uplink
  ) throws -> VirtualHost {
    let translator = try addHost("\(name)-nat", [outside])
    let inside = Uplink(
      interface: "u0", routerInterface: outside.routerInterface, number: outside.number,
      network: "192.168")
    let host = VirtualHost(name: name, namespace: prefix + name, uplinks: [inside])
    try addNamespace(host.namespace)
    try batch(
      in: translator.namespace,
      [
        "link add inside type veth peer name \(inside.interface) netns \(host.namespace)",
        "addr add \(inside.ipv4Gateway)/24 dev inside", "link set inside up",
      ])
    try batch(
      in: host.namespace,
      [
        "link set lo up", "addr add \(inside.ipv4)/24 dev \(inside.interface)",
        "link set \(inside.interface) up", "route add default via \(inside.ipv4Gateway)",
      ])
    try configure(translator.namespace, ["ipv4/ip_forward": 1])
    // What nobody inside has asked for is dropped before it leaves a trace: it would take the port.
    let rules = """
      table ip nat {
        chain leaving {
          type nat hook postrouting priority srcnat
          oifname "\(outside.interface)" \(translation.rawValue)
        }
        chain through {
          type filter hook forward priority filter
          iifname "\(outside.interface)" ct state new drop
        }
        chain here {
          type filter hook input priority filter
          iifname "\(outside.interface)" udp dport 1024-65535 ct state new drop
        }
      }

      """
    try Self.run(
      ["ip", "netns", "exec", translator.namespace, "nft", "-f", "-"], input: rules)
    return host
  }

  /// The line of a host's translator reconnects: all ports are forgotten, and with `newAddress` it is
  /// called from elsewhere.
  func reconnect(_ name: String, newAddress: Bool) throws {
    let namespace = "\(prefix)\(name)-nat"
    let outside = Uplink(
      interface: "u0", routerInterface: "\(name)0", number: self[name].uplinks[0].number)
    let before = "\(outside.ipv4)/24"
    let after = newAddress ? "198.18.\(outside.number).77/24" : before
    // Masquerading forgets what belongs to an address when it goes, and the routes go with it.
    try batch(
      in: namespace,
      [
        "addr del \(before) dev \(outside.interface)", "addr add \(after) dev \(outside.interface)",
        "route add default via \(outside.ipv4Gateway)",
      ])
  }
}
