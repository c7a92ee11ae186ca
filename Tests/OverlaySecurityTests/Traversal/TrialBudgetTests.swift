import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Beacons to addresses that members named")
struct TrialBudgetTests {
  private let start = Instant(nanoseconds: 1_000_000_000)
  private let host = UnderlayAddress(ipv4: 0xc000_0201, port: 1)

  private func member(_ number: Int) -> NodeID { NodeID(UInt128(number) << 64 | 7) }

  /// How many of `count` beacons to an address leave at once.
  private func sent(
    _ count: Int, to address: UnderlayAddress, of member: NodeID, by budget: inout TrialBudget,
    at now: Instant
  ) -> Int {
    var sent = 0
    for _ in 0..<count where budget.admits(address, of: member, now: now) { sent += 1 }
    return sent
  }

  @Test(
    "many named addresses of one host or one range draw no more than their bounds, named by many")
  func bounds() {
    var budget = TrialBudget()
    var toHost = 0
    for number in 0..<64 {
      for port: UInt16 in 1...200 {
        let address = UnderlayAddress(ipv4: 0xc000_0201, port: port)
        toHost += sent(1, to: address, of: member(number), by: &budget, at: start)
      }
    }
    #expect((140...144).contains(toHost), "\(toHost)")
    var toRange = toHost
    for number in 64..<128 {
      for other: UInt32 in 0xc000_0202...0xc000_02ff {
        toRange += sent(
          3, to: UnderlayAddress(ipv4: other, port: 1), of: member(number), by: &budget, at: start)
      }
    }
    #expect((280...288).contains(toRange), "a /24 in all: \(toRange)")
    // Two a second in the long run, whoever names it.
    var later = 0
    for second: UInt64 in 1...60 {
      for number in 0..<16 {
        later += sent(
          4, to: host, of: member(number), by: &budget, at: start + .seconds(second))
      }
    }
    #expect(later <= 120 + 144 - toHost, "\(later)")
  }

  @Test("one member has half of a host's beacons, and half of its lasting rate")
  func alone() {
    var budget = TrialBudget()
    var counts = [sent(1_000, to: host, of: member(1), by: &budget, at: start)]
    for second: UInt64 in 1...600 {
      counts.append(sent(9, to: host, of: member(1), by: &budget, at: start + .seconds(second)))
    }
    #expect(counts[0] == 72)
    #expect((590...600).contains(counts.dropFirst().reduce(0, +)))
    let other = sent(1, to: host, of: member(2), by: &budget, at: start + .seconds(600))
    #expect(other == 1)
  }

  @Test(
    "however many name a member's host or its neighbours, its own trials find as much as theirs",
    arguments: [1, 2, 4, 7], [true, false])
  func named(hostile: Int, isNeighbour: Bool) {
    var budget = TrialBudget()
    // For an hour, by every beat, before the honest member needs it.
    for step in 0..<7_200 {
      for number in 1...hostile {
        let other = isNeighbour ? UInt32(step % 100) : 0
        let address = UnderlayAddress(ipv4: 0xc000_0201 + other, port: UInt16(step))
        _ = sent(
          4, to: address, of: member(number), by: &budget,
          at: start + .milliseconds(UInt64(step) * 500))
      }
    }
    let honest = UnderlayAddress(ipv4: 0xc000_02f0, port: 1)
    let left = sent(
      100, to: isNeighbour ? honest : host, of: member(99), by: &budget, at: start + .seconds(3_600)
    )
    #expect(left >= (isNeighbour ? 36 : 18), "\(left)")
  }

  @Test("a member that names a thousand hosts stops no other's trials")
  func table() {
    var budget = TrialBudget()
    var admitted = 0
    for number: UInt32 in 0..<3_000 {
      admitted += sent(
        1, to: UnderlayAddress(ipv4: number << 8 | 1, port: 1), of: member(1), by: &budget,
        at: start)
    }
    #expect(admitted == TrialBudget.entriesMax / 2)
    for number: UInt32 in 0..<100 {
      let address = UnderlayAddress(ipv4: 0xf000_0001 + number << 8, port: 1)
      let other = sent(1, to: address, of: member(2), by: &budget, at: start)
      #expect(other == 1)
    }
    // What was counted is forgotten when it does not matter any more.
    let later = sent(
      1, to: UnderlayAddress(ipv4: 0xe000_0001, port: 1), of: member(1), by: &budget,
      at: start + .seconds(3))
    #expect(later == 1)
  }

  @Test("an IPv6 site is one range")
  func ranges() {
    let site = UnderlayAddress(family: .ipv6, host: 0x2001_0db8_0001_0000 << 64 | 1, port: 1)
    let same = UnderlayAddress(family: .ipv6, host: 0x2001_0db8_0001_ffff << 64 | 7, port: 2)
    let other = UnderlayAddress(family: .ipv6, host: 0x2001_0db8_0002_0000 << 64 | 1, port: 1)
    #expect(TrialBudget.range(of: site) == TrialBudget.range(of: same))
    #expect(TrialBudget.range(of: site) != TrialBudget.range(of: other))
  }
}
