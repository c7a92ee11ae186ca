import Testing

@testable import OverlayCore

@Suite("Stripes")
struct StripeTests {
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
    guard let whole = assembler.add(stripe, of: header(sequence, from: source), bytes.span, range)
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

  @Test("a member that begins packets without end keeps nobody else's from becoming whole")
  func greed() throws {
    var assembler = StripeAssembler(seed: 1)
    let parts = cut(Array(repeating: 5, count: 600), into: 3)
    let begun = (0..<UInt32(Limits.stripedPacketsMax / 4)).map { $0 * 4 }
    for sequence in begun {
      for index in 0..<2 {
        _ = try add(parts[index], sequence + UInt32(index), to: &assembler)
      }
    }
    for packet in 0..<UInt32(10_000) {
      _ = try add(parts[0], packet * 4, from: NodeID(77), to: &assembler)
    }
    let whole = try begun.count { sequence in
      try add(parts[2], sequence + 2, to: &assembler) != nil
    }
    #expect(whole >= begun.count * 4 / 5, "\(whole) of \(begun.count)")
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
