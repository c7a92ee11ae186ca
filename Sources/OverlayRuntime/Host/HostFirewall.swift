internal import OverlayCore
internal import OverlaySecurity

/// The nftables table of a node that masquerades.
struct HostFirewall: Hashable, Sendable {
  /// Its name.
  let table: String
  /// The commands that replace it, for `nft -f`.
  let script: String

  /// The table of a node.
  ///
  /// - Parameters:
  ///   - name: the node's.
  ///   - device: the overlay's network device.
  ///   - edge: what the node serves.
  init(name: String, device: String, edge: EdgeSettings) {
    table = "selvedge_" + String(name.map { $0 == "-" ? "_" : $0 })
    let masquerade = edge.serve.map { served in
      "    iifname \"\(device)\" oifname != \"\(device)\" \(Self.field(served.prefix, "daddr")) "
        + (served.masquerade ? "masquerade" : "accept")
    }
    let sources = edge.serve.map { served in
      "    oifname \"\(device)\" \(Self.field(served.prefix, "saddr")) accept"
    }
    let exit =
      edge.servesExit ? ["    iifname \"\(device)\" oifname != \"\(device)\" masquerade"] : []
    // Created before it is deleted, so that there need not be one: nft takes it all in one step.
    let lines =
      [
        "table inet \(table)", "delete table inet \(table)", "table inet \(table) {",
        "  chain forward {",
        "    type filter hook forward priority filter; policy accept;",
        // Answers come back in; nobody outside starts a conversation with the overlay, save from what
        // is served.
        "    oifname \"\(device)\" iifname \"\(device)\" accept",
      ] + sources + [
        "    oifname \"\(device)\" ct state established,related accept",
        "    oifname \"\(device)\" drop", "  }", "  chain postrouting {",
        "    type nat hook postrouting priority srcnat; policy accept;",
      ] + masquerade + exit + ["  }", "}", ""]
    script = lines.joined(separator: "\n")
  }

  private static func field(_ prefix: AddressPrefix, _ field: String) -> String {
    "\(prefix.family == .ipv4 ? "ip" : "ip6") \(field) \(prefix)"
  }
}
