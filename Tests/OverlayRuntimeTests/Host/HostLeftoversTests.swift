import Testing

@testable import OverlayRuntime

@Suite("rules that a daemon has left, without its record")
struct HostLeftoversTests {
  private let routing = HostRouting(device: 1_234, isClosed: true)

  @Test("the table's number and what is closed are told by all of them together")
  func whole() {
    for rule in routing.rules {
      #expect(HostRouting(leftBy: rule, among: routing.rules) == routing)
    }
    let open = HostRouting(device: 1_234, isClosed: false)
    for rule in open.rules { #expect(HostRouting(leftBy: rule, among: open.rules) == open) }
  }

  @Test("any one of them with our mark tells which priorities are ours", arguments: 1..<3)
  func remainder(index: Int) throws {
    let rule = routing.rules[index]
    let found = try #require(HostRouting(leftBy: rule, among: [rule]))
    #expect(found.priorities == routing.priorities)
    #expect((found.table == routing.table) == (index == 1))
    #expect(found.isGenuine)
  }

  @Test("rules of others are left alone, whatever their priority")
  func others() {
    for var rule in routing.rules {
      rule.isNarrowed = true
      #expect(HostRouting(leftBy: rule, among: [rule]) == nil)
      rule.isNarrowed = false
      rule.priority = 32_766
      #expect(HostRouting(leftBy: rule, among: [rule]) == nil)
    }
    let plain = routing.rules[0]
    #expect(HostRouting(leftBy: plain, among: [plain]) == nil, "others have such rules")
    var marked = routing.rules[1]
    marked.mark = 1
    #expect(HostRouting(leftBy: marked, among: [marked]) == nil)
    var elsewhere = routing.rules[1]
    elsewhere.action = .lookUp(table: 100)
    #expect(HostRouting(leftBy: elsewhere, among: [elsewhere]) == nil)
  }

  @Test("rules are no node's own while another node's firewall table stands")
  func names() {
    let left = HostLeftovers(
      routings: [routing], outbound: ["selvedgeguard_a_b"],
      firewalls: ["selvedge_a_b", "selvedge_c"])
    #expect(
      left.belonging(to: "a-b")
        == HostLeftovers(
          routings: [routing], outbound: ["selvedgeguard_a_b"], firewalls: ["selvedge_a_b"]))
    #expect(left.belonging(to: "c") == HostLeftovers(firewalls: ["selvedge_c"]))
    // Where the tables were flushed, what is closed may be anybody's.
    let open = HostRouting(device: 1_235, isClosed: false)
    let flushed = HostLeftovers(routings: [routing, open])
    #expect(flushed.belonging(to: "a-b") == HostLeftovers(routings: [open]))
  }
}
