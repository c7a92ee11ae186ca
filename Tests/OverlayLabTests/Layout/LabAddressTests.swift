import OverlayCore
import OverlayRuntime
import Testing

@testable import OverlayLab

@Suite("labs' addresses")
struct LabAddressTests {
  private func packet(toIPv4 address: [UInt8]) -> [UInt8] {
    [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 198, 18, 1, 1] + address
  }

  private func owner(of packet: [UInt8]) -> LabAddress? {
    IPHeader(packet.span, in: 0..<packet.count).flatMap { LabAddress(destinationOf: $0) }
  }

  @Test("a packet's destination leads to the uplink that has the address")
  func owners() throws {
    let last = LabAddress(host: LabAddress.hostsMax - 1, uplink: LabAddress.uplinksMax - 1)
    #expect(LabAddress(host: 0, uplink: 0).ipv4 == "198.18.1.1")
    #expect(last.ipv4 == "198.18.64.8" && last.ipv6 == "2001:2::40:8")
    #expect(owner(of: packet(toIPv4: [198, 18, 64, 8])) == last)
    let ipv6: [UInt8] =
      [0x60, 0, 0, 0, 0, 0, 59, 64] + [UInt8](repeating: 0, count: 16)
      + [0x20, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 8]
    #expect(owner(of: ipv6) == last)
    var far = ipv6
    far[31] = 1
    #expect(owner(of: far) == nil)
  }

  @Test(
    "the router's address, other networks and numbers beyond the last have no uplink",
    arguments: [
      [198, 18, 0, 1], [198, 18, 1, 0], [198, 18, 65, 1], [198, 18, 1, 9], [198, 19, 1, 1],
      [224, 0, 0, 1],
    ] as [[UInt8]])
  func nobody(address: [UInt8]) {
    #expect(owner(of: packet(toIPv4: address)) == nil)
  }
}
