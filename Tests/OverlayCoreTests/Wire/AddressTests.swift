import Testing

@testable import OverlayCore

@Suite("Addresses as text")
struct AddressTests {
  @Test(
    "are printed in canonical form and read back",
    arguments: [
      "192.0.2.1:4242", "0.0.0.0:0", "255.255.255.255:65535", "[::]:1", "[::1]:4242",
      "[2001:db8::1]:80", "[2001:db8:0:1:1:1:1:1]:80", "[fe80::1:0:0:1]:9", "[1:2:3:4:5:6:7:8]:1",
    ])
  func roundTrip(text: String) {
    #expect(UnderlayAddress(text)?.description == text)
  }

  @Test(
    "are refused when they are anything else",
    arguments: [
      "", ":", "1.2.3.4", "1.2.3:5", "1.2.3.256:5", "1.2.3.4:65536", "1.2.3.4:-1", "[::1:5",
      "::1:5", "[1::2::3]:4", "[12345::]:1", "[1:2:3:4:5:6:7]:1", "[1:2:3:4:5:6:7:8:9]:1",
      "[:::]:1", "1.2.3.4:+5", "01x.2.3.4:5", "[g::]:1",
    ])
  func refused(text: String) {
    #expect(UnderlayAddress(text) == nil)
  }

  @Test("shorten the first of the longest runs of zeros")
  func zeroRuns() {
    #expect(IPNotation.ipv6(0x2001_0000_0000_0001_0000_0000_0000_0001) == "2001:0:0:1::1")
    #expect(IPNotation.ipv6(0x0001_0000_0000_0002_0003_0000_0000_0004) == "1::2:3:0:0:4")
  }
}
