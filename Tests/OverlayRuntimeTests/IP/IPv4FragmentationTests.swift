import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("Fragments of IPv4 packets")
struct IPv4FragmentationTests {
  private func fragments(of packet: [UInt8], bytesMax: Int) -> [[UInt8]]? {
    guard
      let plan = IPv4Fragmentation(packet.span, in: 0..<packet.count, bytesMax: bytesMax)
    else { return nil }
    return (0..<plan.count).map { number in
      var buffer = [UInt8](repeating: 0xee, count: bytesMax + 4)
      var span = buffer.mutableSpan
      let length = plan.write(number, of: packet.span, to: &span, at: 4)
      return Array(buffer[4..<(4 + length)])
    }
  }

  private func payload(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  @Test(
    "put together by a naive receiver give the packet back, whatever the sizes and options",
    arguments: 1...300 as ClosedRange<UInt64>)
  func oracle(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    // Repeated, not repeated, one byte of nothing, the end.
    let options: [UInt8] = random.chance(0.5) ? [] : [0x83, 3, 4, 1, 7, 7, 4, 0, 0, 0, 0, 0]
    let packet = NaiveIP.ipv4(
      traffic: 0xb9, upper: 17, options: options,
      payload: payload(Int(random.next() % 4_000), &random))
    let bytesMax = 68 + Int(random.next() % 1_500)
    let parts = try #require(fragments(of: packet, bytesMax: bytesMax))
    #expect(parts.allSatisfy { $0.count <= bytesMax })
    #expect(parts.count == 1 || packet.count > bytesMax)
    var whole = try #require(NaiveIP.reassembled(parts.shuffled(using: &random)))
    // What fragmentation changes in the first header: length, flags, checksum.
    whole.replaceSubrange(2..<4, with: NaiveIP.words(UInt16(whole.count)))
    whole.replaceSubrange(6..<8, with: [0, 0])
    whole.replaceSubrange(10..<12, with: packet[10..<12])
    #expect(whole == packet, "seed \(seed)")
    for part in parts.dropFirst() where !options.isEmpty {
      #expect(part[..<24].suffix(4) == [0x83, 3, 4, 0] || part[20..<24] == [0x83, 3, 4, 1])
    }
  }

  @Test("can be cut again and still give the packet back")
  func fragmentsOfFragments() throws {
    var random = SeededRandom(seed: 3)
    let packet = NaiveIP.ipv4(upper: 17, payload: payload(3_000, &random))
    let large = try #require(fragments(of: packet, bytesMax: 1_300))
    let small = try large.flatMap { try #require(fragments(of: $0, bytesMax: 500)) }
    #expect(small.count > large.count)
    let whole = try #require(NaiveIP.reassembled(small))
    #expect(whole[20...] == packet[20...])
  }

  @Test("are not made of what may not be fragmented, is no IPv4, or is cut short")
  func refusals() {
    let kept = NaiveIP.ipv4(flags: 0x4000, upper: 17, payload: [UInt8](repeating: 1, count: 1_400))
    #expect(fragments(of: kept, bytesMax: 1_300) == nil)
    let ipv6 = NaiveIP.ipv6(next: 17, payload: [UInt8](repeating: 1, count: 1_400))
    #expect(fragments(of: ipv6, bytesMax: 1_300) == nil)
    let packet = NaiveIP.ipv4(upper: 17, payload: [UInt8](repeating: 1, count: 1_400))
    #expect(fragments(of: Array(packet.dropLast()), bytesMax: 1_300) == nil)
    #expect(fragments(of: packet, bytesMax: 24) == nil)
    let beyond = NaiveIP.ipv4(flags: 0x1fff, upper: 17, payload: [UInt8](repeating: 1, count: 64))
    #expect(fragments(of: beyond, bytesMax: 68) == nil)
  }

  @Test("survive any header", arguments: 1...20 as ClosedRange<UInt64>)
  func hostile(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<1_000 {
      var packet = NaiveIP.ipv4(
        upper: 17, options: payload(4 * Int(random.next() % 11), &random),
        payload: payload(Int(random.next() % 300), &random))
      for _ in 0..<2 {
        packet[Int(random.next() % 20)] = UInt8(truncatingIfNeeded: random.next())
      }
      let bytesMax = 20 + Int(random.next() % 200)
      let parts = fragments(of: packet, bytesMax: bytesMax)
      #expect(parts?.allSatisfy { $0.count <= bytesMax } != false)
    }
  }
}
