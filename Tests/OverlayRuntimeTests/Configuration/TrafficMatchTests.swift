import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("which packets belong to a class")
struct TrafficMatchTests {
  /// An IPv4 packet with its ports.
  private func packet(
    _ upperProtocol: UInt8, from source: [UInt8] = [10, 0, 0, 1],
    to destination: [UInt8] = [10, 9, 0, 2], ports: (UInt16, UInt16) = (40_000, 873),
    dscp: UInt8 = 0
  ) throws -> IPHeader {
    var bytes: [UInt8] = [0x45, dscp << 2, 0, 28, 0, 0, 0, 0, 64, upperProtocol, 0, 0]
    bytes += source + destination
    for port in [ports.0, ports.1] { bytes += [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)] }
    bytes += [0, 8, 0, 0]
    let header = IPHeader(bytes.span, in: 0..<bytes.count)
    return try #require(header)
  }

  @Test(
    "all words have to fit",
    arguments: [
      ("tcp", true), ("udp", false), ("port 873", true), ("port 40000", true),
      ("port 800-900", true), ("port 1-872", false), ("to 10.9.0.0/16", true),
      ("from 10.9.0.0/16", false), ("tcp port 873 from 10.0.0.0/24 to 10.9.0.0/16", true),
      ("tcp dscp 46", false), ("to fd00::/8", false),
    ])
  func words(_ text: String, _ fits: Bool) throws {
    let match = try #require(TrafficMatch(text))
    #expect(match.fits(try packet(6)) == fits)
    #expect(TrafficMatch(match.description) == match)
  }

  @Test(
    "what makes no sense is no match",
    arguments: [
      "", "port", "port 0", "port 9-3", "port 1-2-3", "from 10.0.0.1", "dscp 64", "carrier pigeon",
      "from 10.0.0.0/8 to fd00::/8",
    ])
  func nonsense(_ text: String) {
    #expect(TrafficMatch(text) == nil)
  }

  @Test("an echo has no ports, whatever its identifier")
  func noPorts() throws {
    let match = try #require(TrafficMatch("port 1-65535"))
    #expect(!match.fits(try packet(1)))
    #expect(match.fits(try packet(17)))
  }

  @Test("a code point is matched on the upper six bits")
  func codePoint() throws {
    let match = try #require(TrafficMatch("dscp 46"))
    #expect(match.fits(try packet(17, dscp: 46)))
    #expect(!match.fits(try packet(17, dscp: 44)))
  }
}
