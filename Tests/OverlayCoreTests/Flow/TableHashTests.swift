import Testing

@testable import OverlayCore

@Suite("Hash of tables that members fill")
struct TableHashTests {
  @Test("numbers that share a bucket under one seed are spread under another")
  func aiming() {
    let (known, secret) = (TableHash(seed: 1), TableHash(seed: 2))
    let chosen = (0..<65_536 as Range<UInt64>).filter { known(NodeID(7), $0) & 255 == 0 }
    #expect(chosen.count > 200)
    var buckets: [UInt64: Int] = [:]
    for number in chosen { buckets[secret(NodeID(7), number) & 255, default: 0] += 1 }
    #expect(buckets.values.max() ?? 0 < 10)
    // Nor do nodes whose IDs differ in their upper bits alone fall together.
    let nodes = (0..<1_024).map { NodeID(UInt128($0) << 118) }
    #expect(Set(nodes.map { secret($0, 1) & 1_023 }).count > 500)
  }

  @Test("one seed gives one hash")
  func repeatable() {
    #expect(TableHash(seed: 5)(1, 2) == TableHash(seed: 5)(1, 2))
    #expect(TableHash(seed: 5)(1, 2) != TableHash(seed: 6)(1, 2))
  }
}
