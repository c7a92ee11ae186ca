import Testing

@testable import OverlayCore

@Suite("The flow table")
struct FlowTableTests {
  private let now = Instant(nanoseconds: 5_000_000_000)

  @Test("numbers the packets of each flow from zero, under one label")
  func numbers() {
    var random = SeededRandom(seed: 1)
    var table = FlowTable(capacity: 64, seed: 3)
    let first = table.stamp(10, to: NodeID(1), random: &random, now: now)
    let other = table.stamp(11, to: NodeID(1), random: &random, now: now)
    let second = table.stamp(10, to: NodeID(1), random: &random, now: now)
    #expect(first.sequence == 0)
    #expect(second.sequence == 1)
    #expect(other.sequence == 0)
    #expect(first.label == second.label)
    #expect(first.label != other.label)
  }

  @Test("never repeats a sequence under one label, however many flows come and go")
  func neverRepeats() {
    var random = SeededRandom(seed: 2)
    var table = FlowTable(capacity: 64, seed: 3)
    var seen: Set<UInt64> = []
    for step in 0..<50_000 as Range<UInt64> {
      let stamp = table.stamp(
        step &* 0x9e37_79b9_7f4a_7c15 % 500, to: NodeID(1), random: &random, now: now)
      let isNew = seen.insert(UInt64(stamp.label) << 32 | UInt64(stamp.sequence)).inserted
      #expect(isNew)
    }
  }

  @Test("a node that has us answer in ever new flows costs the flows to others no label")
  func greed() {
    var random = SeededRandom(seed: 4)
    var table = FlowTable(capacity: 128, seed: 3)
    func stamp(_ flow: UInt64) -> FlowTable.Stamp {
      table.stamp(flow, to: NodeID(UInt128(100 + flow)), random: &random, now: now)
    }
    let before = (0..<20).map { stamp($0) }
    for flow in 1_000..<50_000 as Range<UInt64> {
      _ = table.stamp(flow, to: NodeID(UInt128(flow % 2)), random: &random, now: now)
    }
    for flow in 0..<20 {
      let after = stamp(UInt64(flow))
      #expect(after.label == before[flow].label && after.sequence == 1)
    }
  }
}
