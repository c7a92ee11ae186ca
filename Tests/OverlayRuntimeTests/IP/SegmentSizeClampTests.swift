import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("Clamping the segment size of TCP")
struct SegmentSizeClampTests {
  private static let syn: UInt8 = 2
  private static let synAck: UInt8 = 0x12

  private func clamp(
    _ packet: [UInt8], to bytes: Int, isChecksumComplete: Bool = true
  ) -> (packet: [UInt8], isChanged: Bool) {
    var copy: [UInt8] = [9, 9, 9] + packet + [9]
    var span = copy.mutableSpan
    let isChanged = SegmentSizeClamp.clamp(
      &span, in: 3..<(3 + packet.count), packetBytesMax: bytes,
      isChecksumComplete: isChecksumComplete)
    #expect(copy[..<3] == [9, 9, 9] && copy.last == 9)
    return (Array(copy[3..<(3 + packet.count)]), isChanged)
  }

  /// What Linux puts before and behind the option, and places where its value is at an odd offset.
  private static let options: [[UInt8]] = [
    [2, 4, 0x05, 0xb4],
    [2, 4, 0x05, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7],
    [1, 1, 1, 2, 4, 0x05, 0xb4, 0],
    [1, 2, 4, 0x05, 0xb4, 3, 3, 7],
    [4, 2, 1, 1, 1, 2, 4, 0x05, 0xb4, 0, 0, 0],
  ]

  @Test(
    "lowers it in either family and wherever the option stands, with a right checksum",
    arguments: options)
  func lowers(options: [UInt8]) throws {
    for isIPv6 in [false, true] {
      for flags in [Self.syn, Self.synAck] {
        let packet = NaiveIP.tcp(isIPv6: isIPv6, flags: flags, options: options)
        let (clamped, isChanged) = clamp(packet, to: 1_300)
        #expect(isChanged)
        let header = isIPv6 ? 40 : 20
        #expect(NaiveIP.hasRightTCPChecksum(clamped, at: header))
        let new = NaiveIP.words(UInt16(1_300 - header - 20))
        var expected = options
        let index = try #require(
          options.indices.first { options[$0...].starts(with: [2, 4, 5, 0xb4]) })
        expected.replaceSubrange((index + 2)..<(index + 4), with: new)
        #expect(clamped == NaiveIP.tcp(isIPv6: isIPv6, flags: flags, options: expected))
      }
    }
  }

  @Test("leaves a checksum alone that is still to be completed")
  func partialChecksum() {
    let packet = NaiveIP.tcp(isIPv6: false, flags: Self.syn, options: Self.options[0])
    let (clamped, isChanged) = clamp(packet, to: 1_300, isChecksumComplete: false)
    #expect(isChanged)
    #expect(clamped[36..<38] == packet[36..<38])
    #expect(clamped[42..<44] == [0x04, 0xec])
  }

  @Test(
    "leaves alone what is small enough, no SYN, no TCP, a later fragment, or without the option")
  func leavesAlone() {
    let small = NaiveIP.tcp(isIPv6: false, flags: Self.syn, options: Self.options[0])
    #expect(!clamp(small, to: 1_500).isChanged)
    let data = NaiveIP.tcp(isIPv6: false, flags: 0x10, options: Self.options[0])
    #expect(!clamp(data, to: 1_300).isChanged)
    let none = NaiveIP.tcp(isIPv6: true, flags: Self.syn, options: [4, 2, 0, 0, 2, 4, 5, 0xb4])
    #expect(!clamp(none, to: 1_300).isChanged)
    var udp = small
    udp[9] = 17
    #expect(!clamp(udp, to: 1_300).isChanged)
    var fragment = small
    fragment[7] = 1
    #expect(!clamp(fragment, to: 1_300).isChanged)
  }

  @Test("never asks for less than every host takes")
  func floor() {
    let packet4 = NaiveIP.tcp(isIPv6: false, flags: Self.syn, options: Self.options[0])
    #expect(clamp(packet4, to: 200).packet[42..<44] == [0x02, 0x18])
    let packet6 = NaiveIP.tcp(isIPv6: true, flags: Self.syn, options: Self.options[0])
    #expect(clamp(packet6, to: 200).packet[62..<64] == [0x04, 0xc4])
  }

  @Test("finds TCP behind extension headers of IPv6, and not behind a later fragment's")
  func extensions() {
    let hops: [UInt8] = [60, 0, 1, 4, 0, 0, 0, 0]
    let options: [UInt8] = [6, 1] + [UInt8](repeating: 0, count: 14)
    let packet = NaiveIP.tcp(
      isIPv6: true, flags: Self.syn, options: Self.options[0], extensions: hops + options,
      firstExtension: 0)
    let (clamped, isChanged) = clamp(packet, to: 1_300)
    #expect(isChanged)
    #expect(NaiveIP.hasRightTCPChecksum(clamped, at: 64))
    for (offset, isFirst) in [(UInt8(0), true), (8, false)] {
      let fragment: [UInt8] = [6, 0, 0, offset, 1, 2, 3, 4]
      let packet = NaiveIP.tcp(
        isIPv6: true, flags: Self.syn, options: Self.options[0], extensions: fragment,
        firstExtension: 44)
      #expect(clamp(packet, to: 1_300).isChanged == isFirst)
    }
  }

  @Test(
    "survives any bytes and changes none outside the packet",
    arguments: 1...20 as ClosedRange<UInt64>)
  func hostile(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      var packet = NaiveIP.tcp(
        isIPv6: random.chance(0.5), flags: Self.syn, options: Self.options[1])
      for _ in 0..<3 {
        packet[Int(random.next() % UInt64(packet.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = clamp(Array(packet.prefix(Int(random.next() % 80))), to: 1_300)
    }
  }
}
