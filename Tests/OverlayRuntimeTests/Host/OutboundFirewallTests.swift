import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("what keeps a host's packets in")
struct OutboundFirewallTests {
  @Test("the overlay, this host and its own networks pass, and nothing else")
  func script() {
    let firewall = OutboundFirewall(
      name: "at-home", device: "ov0",
      networks: [AddressPrefix("192.168.1.0/24")!, AddressPrefix("2001:db8:1::/64")!])
    #expect(firewall.table == "selvedgeguard_at_home")
    let lines = firewall.script.split(separator: "\n").map {
      $0.trimmingPrefix { $0 == " " }
    }
    #expect(lines.contains("oifname { \"lo\", \"ov0\" } accept"))
    #expect(lines.contains("meta mark 29298 accept"))
    #expect(lines.contains("ip daddr { 192.168.1.0/24, 224.0.0.0/24, 255.255.255.255/32 } accept"))
    #expect(
      lines.contains(
        "ip6 daddr { 2001:db8:1::/64, fe80::/10, ff01::/16, ff02::/16 } accept"))
    #expect(lines.contains("drop"))
    // Both chains end in the one that drops.
    #expect(lines.count { $0 == "jump outbound" } == 2)
  }

  @Test("prefixes that lie in others are left out, as nftables wants it")
  func disjoint() {
    let prefixes = [
      "10.1.0.0/24", "10.0.0.0/8", "10.0.0.0/9", "11.0.0.0/8", "fd00::/8", "fd12::/32",
    ]
    .map { AddressPrefix($0)! }
    #expect(
      AddressPrefix.disjoint(prefixes).map(\.description)
        == ["10.0.0.0/8", "11.0.0.0/8", "fd00::/8"])
  }

  @Test(
    "the rules lead to our table for all but the network below, and refuse what it does not know")
  func rules() {
    let closed = HostRouting(device: 7, isClosed: true)
    #expect(closed.isGenuine)
    #expect(
      closed.rules.map { $0.arguments.joined(separator: " ") } == [
        "pref 31021 table 254 suppress_prefixlength 0",
        "pref 31022 not fwmark 29298 table 7272007", "pref 31023 not fwmark 29298 unreachable",
      ])
    let open = HostRouting(device: 7, isClosed: false)
    #expect(open.rules.count == 2)
    var other = closed
    other.table = 254
    #expect(!other.isGenuine)
  }

  @Test(
    "an exit carries to the Internet alone: not to its own host, nor to networks that it is part of"
  )
  func exit() {
    let firewall = HostFirewall(
      name: "out", device: "ov0", edge: EdgeSettings(servesExit: true),
      own: [AddressPrefix("10.99.0.2/32")!],
      closed: [AddressPrefix("203.0.113.0/24")!, AddressPrefix("2001:db8::/64")!])
    let lines = firewall.script.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    #expect(lines.contains("iifname \"ov0\" ip daddr 10.99.0.2/32 accept"))
    #expect(lines.contains("iifname \"ov0\" drop"))
    #expect(lines.contains("iifname \"ov0\" oifname != \"ov0\" ip6 daddr != 2000::/3 drop"))
    #expect(
      lines.contains("iifname \"ov0\" oifname != \"ov0\" ip6 daddr { 2001:db8::/64 } drop"))
    #expect(lines.contains { $0.contains("203.0.113.0/24") && $0.contains("10.0.0.0/8") })
  }

  @Test("a node that is no exit carries to what it serves and nowhere else")
  func server() {
    let firewall = HostFirewall(
      name: "border", device: "ov0",
      edge: EdgeSettings(serve: [
        ServedPrefix(prefix: AddressPrefix("10.1.0.0/24")!, masquerade: true)
      ]))
    let lines = firewall.script.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    let accept = lines.firstIndex {
      $0 == "iifname \"ov0\" oifname != \"ov0\" ip daddr 10.1.0.0/24 accept"
    }
    let drop = lines.firstIndex { $0 == "iifname \"ov0\" oifname != \"ov0\" drop" }
    #expect(accept != nil && drop != nil && accept! < drop!)
  }
}
