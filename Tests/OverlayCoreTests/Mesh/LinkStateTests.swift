import Testing

@testable import OverlayCore

@Suite("Link state")
struct LinkStateTests {
  private func quality(_ milliseconds: UInt64, loss: Double = 0) -> LinkQuality {
    LinkQuality(
      state: .up, roundTrip: .milliseconds(milliseconds), variation: .zero, forwardLoss: loss,
      reverseLoss: 0)
  }

  @Test("a copy kept by updates equals what was published, whatever is lost", arguments: 1...20)
  func converges(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var own = OwnLinkState(capacity: 64, incarnation: 3)
    var copy = LinkStateDatabase(capacity: 64)
    var truth: [Int: (Bool, Interval)] = [:]
    var now = Instant.zero
    for _ in 0..<500 {
      now = now + .seconds(2)
      let slot = 2 + Int(random.next() % 60)
      let value = random.chance(0.3) ? nil : quality(random.next() % 100)
      if own.refresh(slot, quality: value, now: now) {
        truth[slot] = (value != nil, value?.roundTrip ?? .zero)
      }
      if random.chance(0.5) { continue }
      pull(from: own, into: &copy)
    }
    pull(from: own, into: &copy)
    #expect(copy.version(of: 1) == own.version)
    for (slot, value) in truth {
      let report = copy.report(from: 1, to: slot)
      #expect((report.state == .up) == value.0)
      if value.0 { #expect(report.roundTrip <= value.1) }
    }
  }

  private func pull(from own: OwnLinkState, into copy: inout LinkStateDatabase) {
    while let update = own.changes(
      after: copy.version(of: 1), node: { NodeID(UInt128($0)) }, values: { _ in [] })
    {
      _ = copy.apply(update, from: 1, defined: [], now: .zero, slot: { Int($0.value) })
    }
  }

  @Test("an update that starts beyond what is held is a gap, one that ends before it is old")
  func gaps() {
    var copy = LinkStateDatabase(capacity: 8)
    let later = LinkStateUpdate(fromVersion: 5, toVersion: 6, entries: [])
    let first = LinkStateUpdate(fromVersion: 0, toVersion: 5, entries: [])
    #expect(copy.apply(later, from: 1, defined: [], now: .zero, slot: { _ in nil }) == .gap)
    #expect(copy.apply(first, from: 1, defined: [], now: .zero, slot: { _ in nil }) == .applied)
    #expect(copy.apply(later, from: 1, defined: [], now: .zero, slot: { _ in nil }) == .applied)
    #expect(copy.apply(first, from: 1, defined: [], now: .zero, slot: { _ in nil }) == .old)
  }

  @Test("small drifts and drifts within a second are kept to ourselves, changes of state are not")
  func quiet() {
    var own = OwnLinkState(capacity: 8, incarnation: 0)
    let start = Instant(nanoseconds: 10_000_000_000)
    #expect(own.refresh(1, quality: quality(100), now: start) == true)
    #expect(own.refresh(1, quality: quality(105), now: start + .seconds(5)) == false)
    #expect(own.refresh(1, quality: quality(200), now: start + .milliseconds(500)) == false)
    #expect(own.refresh(1, quality: quality(200), now: start + .seconds(5)) == true)
    #expect(own.refresh(1, quality: nil, now: start + .seconds(5)) == true)
  }
}
