import Testing

@testable import OverlayCore

@Suite("Shares of tables that several members fill")
struct TableSharesTests {
  private struct Entry: SharedTableEntry {
    var owner = 0
    var lastUse: UInt64 = 0
  }

  private static let lifetime = Interval.seconds(1)
  private let start = Instant(nanoseconds: 5_000_000_000)

  /// Puts one more entry into the second of two buckets of eight; what lay in its place.
  private func insert(
    _ owner: Int, _ shares: inout TableShares, _ entries: inout [Entry], now: Instant
  ) -> Entry {
    let lastUse = shares.use(at: now)
    let place = shares.place(in: entries.span, 8..<16, for: owner)
    defer { entries[place] = Entry(owner: owner, lastUse: lastUse) }
    return entries[place]
  }

  @Test("whoever gives way had more of the bucket than the one that comes", arguments: 1...20)
  func whoGivesWay(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var shares = TableShares(lifetime: Self.lifetime)
    var entries = [Entry](repeating: Entry(), count: 16)
    for step in 0..<5_000 {
      let owner = 1 + Int(random.next() % 5)
      let before = entries[8..<16]
      let gone = insert(owner, &shares, &entries, now: start)
      if gone.lastUse == 0 {
        #expect(step < 8)
        continue
      }
      func held(_ owner: Int) -> Int { before.count { $0.owner == owner } }
      #expect(gone.owner == owner || held(gone.owner) > held(owner), "step \(step)")
      // It is the one of its owner's that was unused for the longest.
      let oldest = before.filter { $0.owner == gone.owner }.map(\.lastUse).min()
      #expect(gone.lastUse == oldest)
    }
    #expect(entries[..<8].allSatisfy { $0.lastUse == 0 }, "the bucket before it is another's")
  }

  @Test("one that makes entries without end, and two together, leave others what they have")
  func floods() {
    var shares = TableShares(lifetime: Self.lifetime)
    var entries = [Entry](repeating: Entry(), count: 16)
    for owner in [1, 1, 2, 3] { _ = insert(owner, &shares, &entries, now: start) }
    for step in 0..<1_000 { _ = insert(8 + step % 2, &shares, &entries, now: start) }
    #expect(entries.count { $0.owner == 1 } == 2)
    #expect(entries.count { $0.owner == 2 } == 1)
    #expect(entries.count { $0.owner == 3 } == 1)
  }

  @Test("one alone has all places, and what nobody uses for a lifetime is free")
  func silence() {
    var shares = TableShares(lifetime: Self.lifetime)
    var entries = [Entry](repeating: Entry(), count: 16)
    for owner in 1...8 { _ = insert(owner, &shares, &entries, now: start) }
    let within = start + .milliseconds(999)
    for _ in 0..<100 { _ = insert(9, &shares, &entries, now: within) }
    #expect(entries.count { $0.owner == 9 } == 1)
    for _ in 0..<100 {
      _ = insert(9, &shares, &entries, now: within + .milliseconds(2))
    }
    #expect(entries.count { $0.owner == 9 } == 8)
  }

  @Test("no two uses have one stamp, and time moves it on")
  func stamps() {
    var shares = TableShares(lifetime: Self.lifetime)
    let first = shares.use(at: start)
    #expect(first == start.nanoseconds)
    #expect(shares.use(at: start) == first + 1)
    #expect(shares.use(at: start + .seconds(1)) == first + 1_000_000_000)
    #expect(shares.use(at: .zero) == first + 1_000_000_001)
  }
}
