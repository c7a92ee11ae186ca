import Testing

@testable import OverlayCore

@Suite("A count that a peer says")
struct WireCountTests {
  @Test("advances over the end of its range")
  func wraps() {
    let early = WireCount<UInt32>(.max - 2)
    #expect(WireCount<UInt32>(4).advance(since: early, atMost: 100) == 7)
    #expect(WireCount<UInt64>(1).advance(since: WireCount(.max), atMost: 100) == 2)
  }

  @Test("neither goes back nor farther than is possible", arguments: [UInt64.max, 1 << 63, 101])
  func limits(step: UInt64) {
    let start = WireCount<UInt64>(12_345)
    #expect(WireCount(12_345 &+ step).advance(since: start, atMost: 100) == nil)
  }

  @Test("counts and lengths are read up to their bound and no farther")
  func boundedReads() throws {
    let bytes: [UInt8] = [4, 0, 5]
    var reader = ByteReader(bytes.span)
    #expect(try reader.count(bytes.span, atMost: 4) == 4)
    #expect(try reader.longCount(bytes.span, atMost: 5) == 5)
    var strict = ByteReader(bytes.span)
    #expect(throws: DecodeError.tooLong) { try strict.count(bytes.span, atMost: 3) }
    #expect(throws: DecodeError.tooLong) { try strict.longCount(bytes.span, atMost: 4) }
    #expect(throws: DecodeError.truncated) { try strict.count(bytes.span, atMost: 4) }
  }
}
