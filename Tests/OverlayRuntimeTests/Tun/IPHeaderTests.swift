import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("IP headers")
struct IPHeaderTests {
  /// An IPv4 UDP packet of 32 bytes from 10.99.0.1:4096 to 10.99.0.2:53.
  private static let ipv4: [UInt8] =
    [0x45, 0xb8, 0, 32, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 99, 0, 1, 10, 99, 0, 2]
    + [0x10, 0, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4]

  /// An IPv6 packet with an echo request, class EF.
  private static let ipv6: [UInt8] =
    [0x6b, 0x80, 0, 0, 0, 8, 58, 64] + [0xfd] + [UInt8](repeating: 0, count: 14) + [1]
    + [0xfd] + [UInt8](repeating: 0, count: 14) + [2] + [128, 0, 0, 0, 0, 7, 0, 1]

  private func read(_ bytes: [UInt8]) -> IPHeader? {
    IPHeader(bytes.span, in: 0..<bytes.count)
  }

  @Test("an IPv4 header tells where to, how urgent and which flow")
  func readIPv4() throws {
    let header = try #require(read(Self.ipv4))
    #expect(header.family == .ipv4)
    #expect(header.source == 0x0a63_0001)
    #expect(header.destination == 0x0a63_0002)
    #expect(header.dscp == 46)
    #expect(header.upperProtocol == 17)
    #expect(header.length == 32)
    #expect(!header.isToMany)
  }

  @Test("an IPv6 header tells the same")
  func readIPv6() throws {
    let header = try #require(read(Self.ipv6))
    #expect(header.family == .ipv6)
    #expect(header.source == UInt128(0xfd) << 120 | 1)
    #expect(header.destination == UInt128(0xfd) << 120 | 2)
    #expect(header.dscp == 46)
    #expect(header.upperProtocol == 58)
    #expect(header.length == 48)
  }

  @Test("packets of one flow hash alike, others do not")
  func flows() throws {
    let flow = try #require(read(Self.ipv4)).flow
    var same = Self.ipv4
    same[28] = 99
    #expect(read(same)?.flow == flow)
    for offset in [9, 15, 19, 21, 23] {
      var other = Self.ipv4
      other[offset] ^= offset == 9 ? 17 ^ 6 : 1
      #expect(read(other)?.flow != flow, "byte \(offset)")
    }
  }

  @Test("fragments of one packet share a flow, whatever their bytes")
  func fragments() {
    var first = Self.ipv4
    first[6] = 0x20
    var second = Self.ipv4
    second[6] = 0
    second[7] = 3
    second[20] = 0xff
    #expect(read(first)?.flow == read(second)?.flow)
  }

  @Test("multicast and broadcast are to many")
  func toMany() {
    var multicast = Self.ipv4
    multicast.replaceSubrange(16..<20, with: [224, 0, 0, 22])
    #expect(read(multicast)?.isToMany == true)
    var broadcast = Self.ipv4
    broadcast.replaceSubrange(16..<20, with: [255, 255, 255, 255])
    #expect(read(broadcast)?.isToMany == true)
    var routers = Self.ipv6
    routers.replaceSubrange(24..<26, with: [0xff, 0x02])
    #expect(read(routers)?.isToMany == true)
  }

  @Test("what is cut short anywhere or has wrong lengths is no packet")
  func malformed() {
    for packet in [Self.ipv4, Self.ipv6] {
      for length in 0..<packet.count { #expect(read(Array(packet.prefix(length))) == nil) }
    }
    var header = Self.ipv4
    header[0] = 0x44
    #expect(read(header) == nil)
    header[0] = 0x4f
    #expect(read(header) == nil)
    header[0] = 0x55
    #expect(read(header) == nil)
    var total = Self.ipv4
    total[3] = 19
    #expect(read(total) == nil)
  }

  @Test("an unreachable message quotes the packet, with checksums that add up")
  func unreachable() throws {
    let header4 = try #require(read(Self.ipv4))
    let made4 = UnreachableMessage.make(about: header4, Self.ipv4.span, at: 0)
    let message4 = try #require(made4)
    let outer4 = try #require(read(message4))
    #expect(outer4.source == header4.destination)
    #expect(outer4.destination == header4.source)
    #expect(ErrorMessage.checksum(message4[..<20], seed: 0) == 0)
    #expect(ErrorMessage.checksum(message4[20...], seed: 0) == 0)
    #expect(Array(message4[20..<22]) == [3, 1])
    #expect(Array(message4[28...]) == Self.ipv4)

    let header6 = try #require(read(Self.ipv6))
    let made6 = UnreachableMessage.make(about: header6, Self.ipv6.span, at: 0)
    let message6 = try #require(made6)
    #expect(read(message6)?.destination == header6.source)
    let pseudo = Array(message6[8..<40]) + [0, 0, 0, UInt8(message6.count - 40), 0, 0, 0, 58]
    #expect(ErrorMessage.checksum((pseudo + message6[40...])[...], seed: 0) == 0)
    #expect(Array(message6[40..<42]) == [1, 3])
  }

  @Test("a message that a packet was too big says how big one may be, and comes from the router")
  func tooBig() throws {
    let router: UInt128 = 198 << 24 | 1
    let header4 = try #require(read(Self.ipv4))
    let made4 = TooBigMessage.make(about: header4, Self.ipv4.span, mtu: 1_300, from: router)
    let message4 = try #require(made4)
    #expect(read(message4)?.source == router)
    #expect(ErrorMessage.checksum(message4[20...], seed: 0) == 0)
    #expect(Array(message4[20..<22] + message4[24..<28]) == [3, 4, 0, 0, 5, 20])
    let header6 = try #require(read(Self.ipv6))
    let made6 = TooBigMessage.make(about: header6, Self.ipv6.span, mtu: 1_300, from: router)
    let message6 = try #require(made6)
    let pseudo = Array(message6[8..<40]) + [0, 0, 0, UInt8(message6.count - 40), 0, 0, 0, 58]
    #expect(ErrorMessage.checksum((pseudo + message6[40...])[...], seed: 0) == 0)
    #expect(Array(message6[40..<42] + message6[44..<48]) == [2, 0, 0, 0, 5, 20])
    let answer = try #require(read(message4))
    let again = TooBigMessage.make(about: answer, message4.span, mtu: 1_300, from: router)
    #expect(again == nil)
  }

  @Test("no error message is sent about an error message or a multicast")
  func noUnreachable() throws {
    var error = Self.ipv4
    error[9] = 1
    error[20] = 3
    let header = try #require(read(error))
    let answer = UnreachableMessage.make(about: header, error.span, at: 0)
    #expect(answer == nil)
    var multicast = Self.ipv4
    multicast[16] = 224
    let many = try #require(read(multicast))
    let toMany = UnreachableMessage.make(about: many, multicast.span, at: 0)
    #expect(toMany == nil)
  }
}
