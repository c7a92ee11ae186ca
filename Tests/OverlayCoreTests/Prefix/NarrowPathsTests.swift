import Testing

@testable import OverlayCore

@Suite("Narrow paths")
struct NarrowPathsTests {
  private let now = Instant(nanoseconds: 5_000_000_000)

  @Test("are remembered for each neighbour by itself, the newest word holds, and a minute ends it")
  func memory() {
    var paths = NarrowPaths()
    let (far, left, right) = (NodeID(7), NodeID(1), NodeID(2))
    paths.note(1_300, to: far, through: left, now: now)
    paths.note(1_400, to: far, through: right, now: now)
    paths.note(1_250, to: NodeID(6), through: left, now: now)
    #expect(paths.limit(to: far, through: left, now: now) == 1_300)
    #expect(paths.limit(to: far, through: right, now: now) == 1_400)
    #expect(paths.limit(to: far, through: NodeID(3), now: now) == nil)
    paths.note(1_350, to: far, through: left, now: now + .seconds(30))
    #expect(paths.limit(to: far, through: left, now: now + .seconds(61)) == 1_350)
    #expect(paths.limit(to: far, through: right, now: now + .seconds(61)) == nil)
  }

  @Test("have a bound that the oldest gives way to")
  func bound() {
    var paths = NarrowPaths()
    for number in 0..<1_000 {
      paths.note(
        1_300, to: NodeID(UInt128(number)), through: NodeID(1),
        now: now + .milliseconds(UInt64(number)))
    }
    #expect(paths.count == Limits.narrowPathsMax)
    let later = now + .seconds(2)
    #expect(paths.limit(to: NodeID(999), through: NodeID(1), now: later) == 1_300)
    #expect(paths.limit(to: NodeID(3), through: NodeID(1), now: later) == nil)
  }

  @Test("a neighbour that complains without end costs nobody else's word")
  func greed() {
    var paths = NarrowPaths()
    for number in 0..<40 {
      paths.note(
        1_300, to: NodeID(UInt128(number)), through: NodeID(UInt128(10 + number / 8)), now: now)
    }
    for number in 0..<2_000 {
      paths.note(
        1_250, to: NodeID(UInt128(number)), through: NodeID(UInt128(1 + number % 2)),
        now: now + .milliseconds(UInt64(number)))
    }
    #expect(paths.count == Limits.narrowPathsMax)
    for number in 0..<40 {
      let neighbour = NodeID(UInt128(10 + number / 8))
      let limit = paths.limit(
        to: NodeID(UInt128(number)), through: neighbour, now: now + .seconds(2))
      #expect(limit == 1_300)
    }
  }
}
