internal import OverlayCore
internal import OverlaySecurity

/// The nftables table of a node that uses an exit: nothing leaves this host but through the overlay.
///
/// It asks no routing rule and no routing table, so that it holds when those are gone, and it stays when
/// the daemon dies. What passes: the overlay's own datagrams by their mark, what goes to this host itself,
/// to its own networks or into the network device, and what keeps the uplink alive: packets to all
/// neighbours (discovery of neighbours and routers, RFC 4861; broadcasts) and to DHCP servers.
struct OutboundFirewall: Hashable, Sendable {
  /// Its name.
  let table: String
  /// The commands that replace it, for `nft -f`.
  let script: String

  /// The start of its name, which no table of ``HostFirewall`` has.
  static let tablePrefix = "selvedgeguard_"

  /// The table of a node.
  ///
  /// - Parameters:
  ///   - name: the node's on this host.
  ///   - device: the overlay's network device.
  ///   - networks: this host's own, of which none lies in another.
  init(name: String, device: String, networks: [AddressPrefix]) {
    table = HostChanges.table(Self.tablePrefix, of: name)
    // The kernel's own for all neighbours, with link-local addresses (RFC 4291, section 2.5.6).
    let always = [
      "fe80::/10", "ff01::/16", "ff02::/16", "224.0.0.0/24", "255.255.255.255/32",
    ].compactMap { AddressPrefix($0) }
    let open = AddressPrefix.disjoint(networks + always)
    script = """
      table inet \(table)
      delete table inet \(table)
      table inet \(table) {
        chain outbound {
          oifname { "lo", "\(device)" } accept
          meta mark \(HostRouting.mark) accept
          \(Self.accept(open, .ipv4))
          \(Self.accept(open, .ipv6))
          drop
        }
        chain output {
          type filter hook output priority filter; policy accept;
          udp sport 68 udp dport 67 accept
          udp sport 546 udp dport 547 accept
          jump outbound
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          jump outbound
        }
      }

      """
  }

  private static func accept(
    _ prefixes: [AddressPrefix], _ family: UnderlayAddress.Family
  ) -> String {
    let list = prefixes.filter { $0.family == family }.map(\.description)
      .joined(separator: ", ")
    return "\(family == .ipv4 ? "ip" : "ip6") daddr { \(list) } accept"
  }
}
