import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("who may send from where")
struct SourceRulesTests {
  private let inside: UInt128 = 0x0a01_0005
  private let outside: UInt128 = 0x0a02_0005
  private let publicHost: UInt128 = 0xcb00_7105

  @Test("a node may send from what its credential names and from nothing else")
  func credentials() throws {
    var network = try EdgeNetwork()
    let border = try network.member("border", prefixes: ["10.1.0.0/16", "fd12::/32"])
    let plain = try network.member("plain")
    let rules = SourceRules([border, plain], EdgeSettings(accept: .all))
    #expect(rules.allows(inside, .ipv4, from: border.node))
    #expect(rules.allows(UInt128(0xfd12) << 112 | 1, .ipv6, from: border.node))
    #expect(!rules.allows(outside, .ipv4, from: border.node))
    #expect(!rules.allows(inside, .ipv6, from: border.node))
    #expect(!rules.allows(inside, .ipv4, from: plain.node))
  }

  @Test("what this host does not accept may not come from there either")
  func acceptance() throws {
    var network = try EdgeNetwork()
    let border = try network.member("border", prefixes: ["10.1.0.0/16"])
    #expect(!SourceRules([border], EdgeSettings()).allows(inside, .ipv4, from: border.node))
    let narrow = EdgeSettings(accept: .only([AddressPrefix("10.1.0.0/24")!]))
    let rules = SourceRules([border], narrow)
    #expect(rules.allows(inside, .ipv4, from: border.node))
    #expect(!rules.allows(0x0a01_0105, .ipv4, from: border.node))
  }

  @Test("an exit may send from the Internet, not from what lies behind others")
  func exits() throws {
    var network = try EdgeNetwork()
    let exit = try network.member("way-out", isExit: true)
    let border = try network.member("border", prefixes: ["203.0.113.0/28"])
    func rules(_ choice: ExitChoice) -> SourceRules {
      SourceRules([exit, border], EdgeSettings(exit: choice))
    }
    let other: UInt128 = 0xcb00_7145
    #expect(rules(.automatic).allows(other, .ipv4, from: exit.node))
    #expect(rules(.node("way-out")).allows(other, .ipv4, from: exit.node))
    #expect(!rules(.node("another")).allows(other, .ipv4, from: exit.node))
    #expect(!rules(.off).allows(other, .ipv4, from: exit.node))
    #expect(!rules(.automatic).allows(publicHost, .ipv4, from: exit.node))
    #expect(!rules(.automatic).allows(inside, .ipv4, from: exit.node))
    #expect(!rules(.automatic).allows(other, .ipv4, from: border.node))
  }
}
