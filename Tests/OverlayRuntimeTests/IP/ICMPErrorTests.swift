import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("ICMP errors")
struct ICMPErrorTests {
  private static let ipv4 = NaiveIP.ipv4(
    upper: 17, payload: [0x10, 0, 0, 53, 0, 12, 0, 0, 1, 2, 3])
  private static let ipv6 = NaiveIP.ipv6(next: 58, payload: [128, 0, 0, 0, 0, 7, 0, 1])

  private func read(_ bytes: [UInt8]) -> IPHeader? {
    IPHeader(bytes.span, in: 0..<bytes.count)
  }

  private func make(_ error: ICMPError, about packet: [UInt8]) throws -> [UInt8] {
    let header = try #require(read(packet))
    let message = error.message(about: header, packet.span, at: 0)
    return try #require(message)
  }

  @Test(
    "quote the packet and come from where it was going, with checksums that add up",
    arguments: [ICMPError.unreachable, .tooBig(mtu: 1_300)])
  func contents(error: ICMPError) throws {
    let message4 = try make(error, about: Self.ipv4)
    #expect(read(message4)?.source == read(Self.ipv4)?.destination)
    #expect(read(message4)?.destination == read(Self.ipv4)?.source)
    #expect(NaiveIP.hasRightIPv4Checksum(message4))
    #expect(NaiveIP.checksum(Array(message4[20...])) == 0)
    #expect(Array(message4[28...]) == Self.ipv4)

    let message6 = try make(error, about: Self.ipv6)
    #expect(read(message6)?.destination == read(Self.ipv6)?.source)
    let icmp = Array(message6[40...])
    let pseudo = NaiveIP.pseudoHeader(message6, upper: 58, length: icmp.count)
    #expect(NaiveIP.checksum(pseudo + icmp) == 0)
    #expect(Array(icmp[8...]) == Self.ipv6)
  }

  @Test("say what they are, and how large a packet may be")
  func kinds() throws {
    #expect(try make(.unreachable, about: Self.ipv4)[20..<22] == [3, 1])
    #expect(try make(.unreachable, about: Self.ipv6)[40..<42] == [1, 3])
    let tooBig4 = try make(.tooBig(mtu: 1_300), about: Self.ipv4)
    #expect(tooBig4[20..<22] == [3, 4])
    #expect(tooBig4[24..<28] == [0, 0, 0x05, 0x14])
    let tooBig6 = try make(.tooBig(mtu: 1_300), about: Self.ipv6)
    #expect(tooBig6[40..<42] == [2, 0])
    #expect(tooBig6[44..<48] == [0, 0, 0x05, 0x14])
  }

  @Test("come from the router that is named")
  func router() throws {
    let header = try #require(read(Self.ipv4))
    let router: UInt128 = 198 << 24 | 1
    let made = ICMPError.tooBig(mtu: 1_300).message(
      about: header, Self.ipv4.span, at: 0, from: router)
    let message = try #require(made)
    #expect(read(message)?.source == router)
    #expect(NaiveIP.hasRightIPv4Checksum(message))
  }

  @Test("of a large packet quote as much of it as any host accepts")
  func longPacket() throws {
    let packet = NaiveIP.ipv4(upper: 17, payload: [UInt8](repeating: 7, count: 1_400))
    #expect(try make(.tooBig(mtu: 1_300), about: packet).count == 576)
    #expect(try make(.unreachable, about: packet)[28...] == packet[..<548])
  }

  @Test("are not sent about an error message or a multicast")
  func silence() throws {
    for error in [ICMPError.unreachable, .tooBig(mtu: 1_300)] {
      let icmp = NaiveIP.ipv4(upper: 1, payload: [3, 1, 0, 0, 0, 0, 0, 0])
      let about = try #require(read(icmp))
      let answer = error.message(about: about, icmp.span, at: 0)
      #expect(answer == nil)
      var multicast = Self.ipv4
      multicast[16] = 224
      let many = try #require(read(multicast))
      let toMany = error.message(about: many, multicast.span, at: 0)
      #expect(toMany == nil)
    }
  }
}
