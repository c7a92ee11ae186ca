import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("the firewall table of a node")
struct HostFirewallTests {
  @Test("it has the node's name, and masquerades no more than it is told to")
  func script() {
    let firewall = HostFirewall(
      name: "way-out", device: "selvedge0",
      edge: EdgeSettings(serve: [
        ServedPrefix(prefix: AddressPrefix("10.1.0.0/24")!, masquerade: true),
        ServedPrefix(prefix: AddressPrefix("fd12::/32")!),
      ]))
    #expect(firewall.table == "selvedge_way_out")
    #expect(firewall.script.contains("ip daddr 10.1.0.0/24 masquerade\n"))
    #expect(firewall.script.contains("ip6 daddr fd12::/32 accept\n"))
    #expect(!firewall.script.contains("oifname != \"selvedge0\" masquerade"))
  }

  @Test("an exit masquerades everything that leaves")
  func exit() {
    let firewall = HostFirewall(
      name: "out", device: "ov0", edge: EdgeSettings(servesExit: true))
    #expect(firewall.script.contains("iifname \"ov0\" oifname != \"ov0\" masquerade\n"))
  }

  @Test("a daemon that left nothing leaves nothing to be cleaned")
  func clean() throws {
    let temporary = try TemporaryDirectory()
    let state = StateDirectory(path: temporary.path("state"))
    try state.create()
    #expect(HostSetup.clean(state).taken.isEmpty)
    try state.write(Array("damaged".utf8), to: .host)
    #expect(HostSetup.clean(state).taken.isEmpty)
  }
}
