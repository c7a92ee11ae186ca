import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("the longest prefix")
struct PrefixTableTests {
  /// Looks at every prefix.
  private func naive(
    _ prefixes: [AddressPrefix], _ address: UInt128, _ family: UnderlayAddress.Family
  ) -> Int? {
    var best: Int?
    for (place, prefix) in prefixes.enumerated()
    where prefix.family == family && prefix.contains(address) {
      if best.map({ prefixes[$0].length < prefix.length }) ?? true { best = place }
    }
    return best
  }

  @Test("a table finds what looking at every prefix finds", arguments: 0..<200)
  func oracle(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let family: UnderlayAddress.Family = seed.isMultiple(of: 2) ? .ipv4 : .ipv6
    let bits: UInt64 = family == .ipv4 ? 32 : 128
    func address(_ random: inout SeededRandom) -> UInt128 {
      // Few different bits, so that prefixes nest and meet.
      let high = UInt128(random.next() & 0x3) << UInt128(bits - 2)
      let low = UInt128(random.next() & 0x7) | UInt128(random.next() & 0x3) << UInt128(bits / 2)
      return high | low
    }
    let prefixes = (0..<Int(random.next() % 40)).map { _ in
      let length = UInt8(random.next() % (bits + 1))
      return AddressPrefix(
        family: random.next() % 8 == 0 ? (family == .ipv4 ? .ipv4 : .ipv6) : family,
        address: address(&random) & AddressPrefix.mask(family, length), length: length)!
    }
    let table = PrefixTable(prefixes)
    #expect(table.isEmpty == prefixes.isEmpty)
    for _ in 0..<200 {
      let wanted = address(&random)
      #expect(
        table.match(wanted, family) == naive(prefixes, wanted, family),
        "seed \(seed): \(wanted) among \(prefixes)")
    }
  }

  @Test("families do not meet")
  func families() {
    let table = PrefixTable([AddressPrefix("0.0.0.0/0")!, AddressPrefix("::/0")!])
    #expect(table.match(1, .ipv4) == 0)
    #expect(table.match(1, .ipv6) == 1)
    #expect(PrefixTable([AddressPrefix("0.0.0.0/0")!]).match(1, .ipv6) == nil)
  }
}
