import Testing

@testable import OverlayCore

@Suite("Stripes")
struct StripeTests {
  private let now = Instant(nanoseconds: 5_000_000_000)

  private func header(
    _ sequence: UInt32, label: UInt32 = 7, from source: NodeID = NodeID(9)
  ) -> PacketHeader {
    PacketHeader(
      hopLimit: 1, trafficClass: .parity, kind: .stripe, flowLabel: label, sequence: sequence,
      source: source, destination: NodeID(10))
  }

  private func cut(_ payload: [UInt8], into stripes: Int) -> [[UInt8]] {
    (0...stripes).map { index in
      let stripe = StripeHeader(
        index: index, stripes: stripes, kind: .ip, payloadBytes: payload.count)
      var bytes = [UInt8](repeating: 0xee, count: StripeHeader.byteCount + stripe.stripeBytes)
      var span = bytes.mutableSpan
      let length = stripe.cut(payload.span, 0..<payload.count, to: &span, at: 0)
      #expect(length == bytes.count)
      return bytes
    }
  }

  private func add(
    _ bytes: [UInt8], _ sequence: UInt32, from source: NodeID = NodeID(9),
    to assembler: inout StripeAssembler
  ) throws -> [UInt8]? {
    let stripe = try StripeHeader(bytes.span, in: 0..<bytes.count)
    let range = StripeHeader.byteCount..<bytes.count
    guard
      let whole = assembler.add(
        stripe, of: header(sequence, from: source), bytes.span, range, now: now)
    else {
      return nil
    }
    var buffer = [UInt8](repeating: 0, count: whole.byteCount)
    var span = buffer.mutableSpan
    assembler.write(whole, to: &span, at: 0)
    return buffer
  }

  @Test("a packet of any length is whole without any one stripe", arguments: 2...3)
  func anyOneLost(stripes: Int) throws {
    var random = SeededRandom(seed: 1)
    var assembler = StripeAssembler(seed: 1)
    var sequence = UInt32.max - 100
    for length in [1, 2, 3, 4, 5, 20, 1_199, 1_400, Limits.stripedBytesMax] {
      let payload = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let parts = cut(payload, into: stripes)
      for lost in 0...stripes {
        var got: [UInt8]?
        for index in (0...stripes).shuffled(using: &random) where index != lost {
          let whole = try add(parts[index], sequence &+ UInt32(index), to: &assembler)
          #expect(got == nil || whole == nil, "delivered twice")
          got = got ?? whole
        }
        #expect(got == payload, "\(length) bytes without stripe \(lost)")
        sequence &+= UInt32(stripes + 1)
      }
    }
  }

  @Test("the stripe that was not needed, and any that comes again, delivers nothing")
  func late() throws {
    var assembler = StripeAssembler(seed: 1)
    let parts = cut([1, 2, 3, 4, 5], into: 2)
    #expect(try add(parts[0], 0, to: &assembler) == nil)
    #expect(try add(parts[0], 0, to: &assembler) == nil, "a copy is no second stripe")
    #expect(try add(parts[1], 1, to: &assembler) == [1, 2, 3, 4, 5])
    #expect(try add(parts[2], 2, to: &assembler) == nil)
    #expect(try add(parts[1], 1, to: &assembler) == nil)
  }

  @Test("stripes that contradict the first of their packet are not taken in")
  func contradictions() throws {
    var assembler = StripeAssembler(seed: 1)
    #expect(try add(cut([1, 2, 3, 4], into: 2)[0], 0, to: &assembler) == nil)
    #expect(try add(cut([1, 2, 3, 4, 5, 6], into: 2)[1], 1, to: &assembler) == nil)
    #expect(try add(cut([1, 2, 3, 4], into: 2)[1], 1, to: &assembler) == [1, 2, 3, 4])
  }

  @Test("the assembler stays within its bounds whatever comes")
  func flood() throws {
    var assembler = StripeAssembler(seed: 1)
    let parts = cut(Array(repeating: 5, count: 600), into: 3)
    for packet in 0..<UInt32(10_000) {
      #expect(try add(parts[0], packet * 4, to: &assembler) == nil)
    }
    #expect(try add(parts[0], 0, to: &assembler) == nil)
    #expect(try add(parts[2], 2, to: &assembler) == nil)
    #expect(try add(parts[3], 3, to: &assembler) != nil)
  }

  @Test("members that begin packets without end keep nobody else's from becoming whole")
  func greed() throws {
    var assembler = StripeAssembler(seed: 1)
    let parts = cut(Array(repeating: 5, count: 600), into: 3)
    for packet in 0..<UInt32(50) {
      for index in 0..<3 {
        // Two that flood between one stripe and the next.
        for number in 0..<UInt32(500) {
          let sequence = (packet * 1_500 + UInt32(index) * 500 + number) * 4
          let flooder = NodeID(UInt128(77 + number % 2))
          _ = try add(parts[0], sequence, from: flooder, to: &assembler)
        }
        let whole = try add(parts[index], packet * 4 + UInt32(index), to: &assembler)
        #expect((whole != nil) == (index == 2), "packet \(packet), stripe \(index)")
      }
    }
  }

  @Test("nobody can choose sequences that fall on another's half of a packet")
  func aiming() throws {
    // Where packets lay before the hash had a key: 64 buckets of four.
    func place(_ source: UInt64, _ first: UInt32) -> UInt64 {
      ((source ^ 7 << 32 ^ UInt64(first)) &* 0x9e37_79b9_7f4a_7c15) >> 40 & 63
    }
    let parts = cut(Array(repeating: 5, count: 600), into: 3)
    var assembler = StripeAssembler(seed: 1)
    let aimed = (0..<2_000 as Range<UInt32>).map { $0 * 4 }
      .filter { place(77, $0) == place(9, 400) }
    #expect(aimed.count > 20)
    #expect(try add(parts[0], 400, to: &assembler) == nil)
    for first in aimed { _ = try add(parts[0], first, from: NodeID(77), to: &assembler) }
    #expect(try add(parts[1], 401, to: &assembler) == nil)
    #expect(try add(parts[2], 402, to: &assembler) != nil)
    // They do not even push each other out.
    var whole = 0
    for first in aimed.suffix(20) {
      _ = try add(parts[1], first + 1, from: NodeID(77), to: &assembler)
      if try add(parts[2], first + 2, from: NodeID(77), to: &assembler) != nil { whole += 1 }
    }
    #expect(whole > 10, "\(whole)")
  }

  @Test("a header whose fields have no meaning, or whose length is wrong, is refused")
  func hostile() {
    let good = cut([1, 2, 3, 4, 5, 6], into: 2)[0]
    #expect(throws: Never.self) { try StripeHeader(good.span, in: 0..<good.count) }
    for (offset, byte) in [(0, 0x32), (0, 0x01), (0, 0x0f), (1, 8), (1, 3), (2, 0xff), (3, 0)] {
      var bad = good
      bad[offset] = UInt8(byte)
      #expect(throws: DecodeError.self) { try StripeHeader(bad.span, in: 0..<bad.count) }
    }
    #expect(throws: DecodeError.self) { try StripeHeader(good.span, in: 0..<good.count - 1) }
    #expect(throws: DecodeError.self) { try StripeHeader(good.span, in: 0..<3) }
  }
}
