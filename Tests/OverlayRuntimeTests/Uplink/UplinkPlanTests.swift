import OverlayCore
import OverlayRuntime
import Testing

@Suite("the plan of uplinks")
struct UplinkPlanTests {
  private static func ipv4(_ host: UInt32) -> UnderlayAddress {
    UnderlayAddress(ipv4: host, port: 0)
  }

  private let fibre = HostInterface(
    name: "eth0", number: 2,
    addresses: [
      ipv4(0xc000_0201), UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96 | 1, port: 0),
    ])
  private let mobile = HostInterface(name: "wwan0", number: 3, addresses: [ipv4(0x0a00_0005)])
  private let bridge = HostInterface(
    name: "docker0", number: 4, hasDefaultRoute: false, addresses: [ipv4(0xac11_0001)])

  private func places(
    _ yaml: String, _ interfaces: [HostInterface]
  ) throws -> [String] {
    let settings = try DaemonConfiguration(yaml: yaml, file: "config.yaml")
    return UplinkPlan(settings, interfaces: interfaces, credential: nil).places.map {
      "\($0.uplink ?? "-") \($0)"
    }
  }

  @Test("without uplinks the sockets are those under listen, named after who has the address")
  func none() throws {
    #expect(
      try places("listen: [\"0.0.0.0:7272\", \"192.0.2.1:1\"]", [fibre, mobile])
        == ["- 0.0.0.0:7272", "eth0 192.0.2.1:1"])
  }

  @Test("auto means every interface that leads out, and no bridge")
  func automatic() throws {
    #expect(
      try places("uplinks: auto", [fibre, mobile, bridge])
        == ["eth0 0.0.0.0:7272%eth0", "wwan0 0.0.0.0:7272%wwan0"])
    var known = bridge
    known.addresses = [Self.ipv4(0xcb00_7105)]
    #expect(
      try places("uplinks: auto", [mobile, known])
        == ["wwan0 0.0.0.0:7272%wwan0", "docker0 0.0.0.0:7272%docker0"])
  }

  @Test("each family under listen has its sockets, where the interface has such an address")
  func families() throws {
    #expect(
      try places(
        "listen: [\"0.0.0.0:1\", \"[::]:2\"]\nuplinks: [wwan0, {name: fibre, interface: eth0}]",
        [fibre, mobile, bridge])
        == ["wwan0 0.0.0.0:1%wwan0", "fibre 0.0.0.0:1%eth0", "fibre [::]:2%eth0"])
  }

  @Test("an uplink named by its address follows the address, whichever interface has it")
  func byAddress() throws {
    let yaml = "uplinks: [{name: office, address: 10.0.0.5}, auto]"
    #expect(
      try places(yaml, [fibre, mobile]) == [
        "office 10.0.0.5:7272", "eth0 0.0.0.0:7272%eth0", "wwan0 0.0.0.0:7272%wwan0",
      ])
    #expect(try places(yaml, [fibre]) == ["eth0 0.0.0.0:7272%eth0"])
  }

  @Test("an interface without a carrier is none, and one that came back is another")
  func carrier() throws {
    var unplugged = fibre
    unplugged.isRunning = false
    #expect(try places("uplinks: eth0", [unplugged]) == [])
    var again = fibre
    again.number = 9
    let settings = try DaemonConfiguration(yaml: "uplinks: eth0", file: "config.yaml")
    let before = UplinkPlan(settings, interfaces: [fibre], credential: nil).places
    let after = UplinkPlan(settings, interfaces: [again], credential: nil).places
    #expect(before != after)
  }

  @Test("an interface that is named beside auto has one socket")
  func namedAndAutomatic() throws {
    #expect(
      try places("uplinks: [{name: fibre, interface: eth0}, auto]", [fibre, mobile])
        == ["fibre 0.0.0.0:7272%eth0", "wwan0 0.0.0.0:7272%wwan0"])
  }

  @Test("each uplink's address is advertised, the one that everybody knows if it has one")
  func advertised() throws {
    let settings = try DaemonConfiguration(yaml: "uplinks: auto", file: "config.yaml")
    var fibre = fibre
    fibre.addresses.insert(Self.ipv4(0xc0a8_0001), at: 0)
    let interfaces = [fibre, mobile, bridge]
    #expect(
      AdvertisedAddresses.list(settings, places: nil, interfaces: interfaces, credential: nil)
        .map(\.description) == ["192.0.2.1:7272", "10.0.0.5:7272"])
  }
}
