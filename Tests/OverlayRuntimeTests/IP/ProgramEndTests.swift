import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("which program a packet concerns")
struct ProgramEndTests {
  private static let udp: [UInt8] = [0x9c, 0x40, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4]

  private func sender(_ bytes: [UInt8]) throws -> ProgramEnd {
    let read = IPHeader(bytes.span, in: 0..<bytes.count)
    let header = try #require(read)
    return ProgramEnd(senderOf: header, bytes.span, at: 0)
  }

  private func receiver(_ bytes: [UInt8]) throws -> ProgramEnd {
    let read = IPHeader(bytes.span, in: 0..<bytes.count)
    let header = try #require(read)
    return ProgramEnd(receiverOf: header, bytes.span, at: 0)
  }

  @Test("is told by its port, the sender's by the first and the receiver's by the second")
  func ports() throws {
    for packet in [
      NaiveIP.ipv4(upper: 17, payload: Self.udp), NaiveIP.ipv6(next: 17, payload: Self.udp),
    ] {
      #expect(try sender(packet) == .port(40_000, upperProtocol: 17))
      #expect(try receiver(packet) == .port(53, upperProtocol: 17))
    }
  }

  @Test("an echo's is told by the identifier, on the side of whoever asked")
  func echoes() throws {
    let request4 = NaiveIP.ipv4(upper: 1, payload: [8, 0, 0, 0, 0x12, 0x34, 0, 1])
    let reply4 = NaiveIP.ipv4(upper: 1, payload: [0, 0, 0, 0, 0x12, 0x34, 0, 1])
    let request6 = NaiveIP.ipv6(next: 58, payload: [128, 0, 0, 0, 0x12, 0x34, 0, 1])
    let reply6 = NaiveIP.ipv6(next: 58, payload: [129, 0, 0, 0, 0x12, 0x34, 0, 1])
    #expect(try sender(request4) == .port(0x1234, upperProtocol: 1))
    #expect(try receiver(request4) == .any)
    #expect(try receiver(reply4) == .port(0x1234, upperProtocol: 1))
    #expect(try sender(request6) == .port(0x1234, upperProtocol: 58))
    #expect(try receiver(request6) == .any)
    #expect(try receiver(reply6) == .port(0x1234, upperProtocol: 58))
  }

  @Test("an error's is the sender of the packet that it quotes")
  func errors() throws {
    let quoted4 = NaiveIP.ipv4(upper: 17, payload: Self.udp)
    let quoted6 = NaiveIP.ipv6(next: 17, payload: Self.udp)
    let error4 = NaiveIP.ipv4(upper: 1, payload: [3, 1, 0, 0, 0, 0, 0, 0] + quoted4)
    let error6 = NaiveIP.ipv6(next: 58, payload: [1, 3, 0, 0, 0, 0, 0, 0] + quoted6)
    #expect(try receiver(error4) == .port(40_000, upperProtocol: 17))
    #expect(try receiver(error6) == .port(40_000, upperProtocol: 17))
  }

  @Test("of fragments only the first tells")
  func fragments() throws {
    var first = NaiveIP.ipv4(upper: 17, payload: Self.udp)
    first[6] = 0x20
    #expect(try receiver(first) == .port(53, upperProtocol: 17))
    var later = first
    (later[6], later[7]) = (0x20, 0xb9)
    #expect(try receiver(later) == .fragment)
    let first6 = NaiveIP.ipv6(next: 44, payload: [17, 0, 0, 1, 0, 0, 0, 7] + Self.udp)
    #expect(try receiver(first6) == .port(53, upperProtocol: 17))
    let later6 = NaiveIP.ipv6(next: 44, payload: [17, 0, 0x05, 0xa8, 0, 0, 0, 7] + Self.udp)
    #expect(try receiver(later6) == .fragment)
  }

  @Test("garbage is answered, whatever it is cut to")
  func garbage() {
    var random = SeededRandom(seed: 22)
    for _ in 0..<20_000 {
      var bytes = (0..<Int.random(in: 20...96, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let isIPv6 = Bool.random(using: &random)
      bytes[0] = isIPv6 ? 0x60 : 0x45
      let length = max(0, bytes.count - (isIPv6 ? 40 : 0))
      bytes[isIPv6 ? 4 : 2] = UInt8(length >> 8)
      bytes[isIPv6 ? 5 : 3] = UInt8(length & 255)
      let upper = [6, 17, 1, 58, 44, 0].randomElement(using: &random) ?? 6
      bytes[isIPv6 ? 6 : 9] = UInt8(upper)
      guard let header = IPHeader(bytes.span, in: 0..<bytes.count) else { continue }
      _ = ProgramEnd(senderOf: header, bytes.span, at: 0)
      _ = ProgramEnd(receiverOf: header, bytes.span, at: 0)
    }
  }
}
