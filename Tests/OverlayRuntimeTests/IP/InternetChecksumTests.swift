import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("The Internet checksum")
struct InternetChecksumTests {
  @Test(
    "is RFC 1071's over any bytes, and follows a changed word",
    arguments: 1...200 as ClosedRange<UInt64>)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var bytes = (0..<Int(2 + random.next() % 90)).map { _ in
      UInt8(truncatingIfNeeded: random.chance(0.3) ? 0xff : random.next())
    }
    let before = InternetChecksum.field(over: bytes.span, 0..<bytes.count)
    #expect(before == NaiveIP.checksum(bytes))
    let place = Int(random.next() % UInt64(bytes.count / 2)) * 2
    let old = UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    let new = UInt16(truncatingIfNeeded: random.next())
    bytes.replaceSubrange(place..<(place + 2), with: NaiveIP.words(new))
    let updated = InternetChecksum.updated(before, replacing: old, with: new)
    let after = NaiveIP.checksum(bytes)
    // All bytes zero has two right answers (RFC 1624, section 4).
    let isSame = updated == after || updated == ~after && (after == 0 || after == 0xffff)
    #expect(isSame, "seed \(seed)")
  }
}
