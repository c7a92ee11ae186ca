import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("A packet that does not fit")
struct OversizePacketTests {
  private func decide(_ packet: [UInt8], bytesMax: Int) throws -> OversizePacket {
    let read = IPHeader(packet.span, in: 0..<packet.count)
    let header = try #require(read)
    return OversizePacket.decide(header, packet.span, at: 0, bytesMax: bytesMax)
  }

  @Test("of IPv4 is cut up if its sender allows it, or else its sender is told")
  func ipv4() throws {
    let payload = [UInt8](repeating: 1, count: 1_380)
    let free = NaiveIP.ipv4(upper: 17, payload: payload)
    #expect(try decide(free, bytesMax: 1_400) == .send)
    #expect(try decide(free, bytesMax: 1_399) == .fragment)
    let bound = NaiveIP.ipv4(flags: 0x4000, upper: 17, payload: payload)
    #expect(try decide(bound, bytesMax: 1_399) == .answer(mtu: 1_399))
    #expect(try decide(bound, bytesMax: 1_132) == .answer(mtu: 1_132))
  }

  @Test("of IPv6 is told of, but goes all the same when no path may refuse it")
  func ipv6() throws {
    let large = NaiveIP.ipv6(next: 17, payload: [UInt8](repeating: 1, count: 1_360))
    #expect(try decide(large, bytesMax: 1_400) == .send)
    #expect(try decide(large, bytesMax: 1_390) == .answer(mtu: 1_390))
    #expect(try decide(large, bytesMax: 1_132) == .answer(mtu: 1_280))
    let small = NaiveIP.ipv6(next: 17, payload: [UInt8](repeating: 1, count: 1_240))
    #expect(try decide(small, bytesMax: 1_132) == .send)
  }
}
