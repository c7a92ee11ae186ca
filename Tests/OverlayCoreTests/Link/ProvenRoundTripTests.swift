import Testing

@testable import OverlayCore

@Suite("What a neighbour's holding time is worth")
struct ProvenRoundTripTests {
  private static let now = Instant(nanoseconds: 5_000_000_000)

  /// The sample that comes of an echo; nil when there is none.
  private static func sample(
    _ proven: inout ProvenRoundTrip, age: Interval, held: Interval, now: Instant = now
  ) -> Interval? {
    guard case .sample(let sample, _) = proven.judge(age: age, held: held, now: now) else {
      return nil
    }
    return sample
  }

  @Test("before a prompt echo the whole age counts, whatever hold is claimed")
  func unproven() {
    var proven = ProvenRoundTrip()
    let verdict = proven.judge(
      age: .milliseconds(140), held: .milliseconds(140), now: Self.now)
    #expect(verdict == .atMost(.milliseconds(140)))
    #expect(proven.proven == nil)
    #expect(proven.wantsPromptEcho(at: Self.now))
    let first = proven.judge(age: .milliseconds(40), held: .zero, now: Self.now)
    #expect(first == .sample(.milliseconds(40), isFirst: true))
    let second = proven.judge(age: .milliseconds(42), held: .milliseconds(1), now: Self.now)
    #expect(second == .sample(.milliseconds(41), isFirst: false))
  }

  @Test("an honest neighbour's samples all count, however long it holds")
  func honest() {
    var proven = ProvenRoundTrip()
    var random = SeededRandom(seed: 1)
    _ = Self.sample(&proven, age: .milliseconds(40), held: .zero)
    for _ in 0..<1_000 {
      let trip = Interval.milliseconds(40 + random.next() % 30)
      let held = Interval.milliseconds(random.next() % 1_000)
      #expect(Self.sample(&proven, age: trip + held, held: held) == trip)
      #expect(!proven.wantsPromptEcho(at: Self.now))
    }
  }

  @Test("no claim makes a link look more than twice as fast, or half a millisecond faster")
  func inflated() {
    var proven = ProvenRoundTrip()
    var random = SeededRandom(seed: 2)
    let trip = Interval.milliseconds(40)
    _ = Self.sample(&proven, age: trip, held: .zero)
    var least = Interval.seconds(1)
    for _ in 0..<10_000 {
      let age = trip + .milliseconds(random.next() % 100)
      let claim = Interval(nanoseconds: random.next() % (age.nanoseconds + 1))
      let sample = Self.sample(&proven, age: age, held: claim)
      if let sample { least = min(least, sample) }
    }
    #expect(least + ProvenRoundTrip.noise >= trip.scaled(by: 0.5))
  }

  @Test("a path that has become faster is believed once a prompt echo shows it")
  func faster() {
    var proven = ProvenRoundTrip()
    _ = Self.sample(&proven, age: .milliseconds(200), held: .zero)
    let doubted = Self.sample(&proven, age: .milliseconds(120), held: .milliseconds(100))
    #expect(doubted == nil)
    #expect(proven.wantsPromptEcho(at: Self.now))
    _ = Self.sample(&proven, age: .milliseconds(20), held: .zero)
    #expect(!proven.wantsPromptEcho(at: Self.now))
    let believed = Self.sample(&proven, age: .milliseconds(120), held: .milliseconds(100))
    #expect(believed == .milliseconds(20))
  }

  @Test("what was proven is forgotten after two stretches, and asked for again after one")
  func renewal() {
    var proven = ProvenRoundTrip()
    _ = Self.sample(&proven, age: .milliseconds(10), held: .zero)
    let later = Self.now + ProvenRoundTrip.renewal
    #expect(proven.wantsPromptEcho(at: later))
    _ = Self.sample(&proven, age: .milliseconds(100), held: .zero, now: later)
    #expect(proven.proven == .milliseconds(10))
    _ = Self.sample(
      &proven, age: .milliseconds(100), held: .zero, now: later + ProvenRoundTrip.renewal)
    #expect(proven.proven == .milliseconds(100))
  }
}
