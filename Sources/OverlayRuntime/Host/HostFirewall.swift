internal import OverlayCore
internal import OverlaySecurity

/// The nftables table of a node that masquerades or is an exit.
///
/// Whatever members send here goes where this node says that it leads, and nowhere else: to what it
/// serves, and from an exit to the Internet. An exit's own host, and the networks that it is part of, are
/// no part of the Internet, whatever addresses they have.
struct HostFirewall: Hashable, Sendable {
  /// Its name.
  let table: String
  /// The commands that replace it, for `nft -f`.
  let script: String

  /// The start of its name.
  static let tablePrefix = "selvedge_"

  /// The table of a node.
  ///
  /// - Parameters:
  ///   - name: the node's on this host.
  ///   - device: the overlay's network device.
  ///   - edge: what the node serves.
  ///   - own: the node's own addresses in the overlay.
  ///   - closed: the addresses of this host and of networks that it is part of.
  init(
    name: String, device: String, edge: EdgeSettings, own: [AddressPrefix] = [],
    closed: [AddressPrefix] = []
  ) {
    table = HostChanges.table(Self.tablePrefix, of: name)
    let outward = "iifname \"\(device)\" oifname != \"\(device)\""
    let masquerade = edge.serve.map { served in
      "    \(outward) \(Self.field(served.prefix, "daddr")) "
        + (served.masquerade ? "masquerade" : "accept")
    }
    let sources = edge.serve.map { served in
      "    oifname \"\(device)\" \(Self.field(served.prefix, "saddr")) accept"
    }
    let destinations = edge.serve.map { served in
      "    \(outward) \(Self.field(served.prefix, "daddr")) accept"
    }
    let reachable = (own + edge.serve.map(\.prefix)).map { prefix in
      "    iifname \"\(device)\" \(Self.field(prefix, "daddr")) accept"
    }
    // Created before it is deleted, so that there need not be one: nft takes it all in one step.
    let lines =
      [
        "table inet \(table)", "delete table inet \(table)", "table inet \(table) {",
        "  chain input {", "    type filter hook input priority filter; policy accept;",
      ] + reachable + [
        "    iifname \"\(device)\" drop", "  }", "  chain forward {",
        "    type filter hook forward priority filter; policy accept;",
        // Answers come back in; nobody outside starts a conversation with the overlay, save from what
        // is served.
        "    oifname \"\(device)\" iifname \"\(device)\" accept",
      ] + sources + [
        "    oifname \"\(device)\" ct state established,related accept",
        "    oifname \"\(device)\" drop",
      ] + destinations + Self.barriers(outward, edge, closed) + [
        "  }", "  chain postrouting {",
        "    type nat hook postrouting priority srcnat; policy accept;",
      ] + masquerade + (edge.servesExit ? ["    \(outward) masquerade"] : []) + ["  }", "}", ""]
    script = lines.joined(separator: "\n")
  }

  /// What does not lead out through an exit, or everything where there is none.
  private static func barriers(
    _ outward: String, _ edge: EdgeSettings, _ closed: [AddressPrefix]
  ) -> [String] {
    guard edge.servesExit else { return ["    \(outward) drop"] }
    let all = AddressPrefix.disjoint(closed + PublicAddresses.closedIPv4)
    var lines = ["    \(outward) ip6 daddr != \(PublicAddresses.openIPv6) drop"]
    for (family, name) in [(UnderlayAddress.Family.ipv4, "ip"), (.ipv6, "ip6")] {
      let list = all.filter { $0.family == family }.map(\.description)
      guard !list.isEmpty else { continue }
      lines.append("    \(outward) \(name) daddr { \(list.joined(separator: ", ")) } drop")
    }
    return lines
  }

  private static func field(_ prefix: AddressPrefix, _ field: String) -> String {
    "\(prefix.family == .ipv4 ? "ip" : "ip6") \(field) \(prefix)"
  }
}
