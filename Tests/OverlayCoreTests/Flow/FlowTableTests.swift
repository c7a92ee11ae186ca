import Testing

@testable import OverlayCore

@Suite("The flow table")
struct FlowTableTests {
  @Test("numbers the packets of each flow from zero, under one label")
  func numbers() {
    var random = SeededRandom(seed: 1)
    var table = FlowTable(capacity: 64)
    let first = table.stamp(10, random: &random)
    let other = table.stamp(11, random: &random)
    let second = table.stamp(10, random: &random)
    #expect(first.sequence == 0)
    #expect(second.sequence == 1)
    #expect(other.sequence == 0)
    #expect(first.label == second.label)
    #expect(first.label != other.label)
  }

  @Test("never repeats a sequence under one label, however many flows come and go")
  func neverRepeats() {
    var random = SeededRandom(seed: 2)
    var table = FlowTable(capacity: 64)
    var seen: Set<UInt64> = []
    for step in 0..<50_000 as Range<UInt64> {
      let stamp = table.stamp(step &* 0x9e37_79b9_7f4a_7c15 % 500, random: &random)
      let isNew = seen.insert(UInt64(stamp.label) << 32 | UInt64(stamp.sequence)).inserted
      #expect(isNew)
    }
  }
}
