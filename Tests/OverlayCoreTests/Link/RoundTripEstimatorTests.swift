import Testing

@testable import OverlayCore

@Suite("round-trip estimates")
struct RoundTripEstimatorTests {
  private let gain = LinkProfile.standard.roundTripGain

  @Test("the first sample is the estimate, and half of it the deviation")
  func first() {
    var estimator = RoundTripEstimator()
    #expect(!estimator.hasSample && estimator.timeout == .milliseconds(500))
    estimator.add(.milliseconds(100), gain: gain)
    #expect(estimator.smoothed == .milliseconds(100))
    #expect(estimator.variation == .milliseconds(50))
    #expect(estimator.timeout == .milliseconds(300))
  }

  @Test("one wild sample moves the estimate by its gain and no more")
  func outlier() {
    var estimator = RoundTripEstimator()
    for _ in 0..<100 { estimator.add(.milliseconds(80), gain: gain) }
    estimator.add(.milliseconds(880), gain: gain)
    #expect(abs(estimator.smoothed.inMilliseconds - 180) < 0.001)
  }

  @Test(
    "it stays with the mean of samples with a long tail, which their middle would miss",
    arguments: 1...5 as ClosedRange<UInt64>)
  func mean(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var estimator = RoundTripEstimator()
    var sum = 0.0
    for number in 0..<4_000 {
      // One in five is six times as long: the mean is 100 ms, the middle 50 ms.
      estimator.add(.milliseconds(random.chance(0.2) ? 300 : 50), gain: gain)
      if number >= 100 { sum += estimator.smoothed.inMilliseconds }
    }
    #expect(abs(sum / 3_900 - 100) < 10)
  }

  @Test("a lasting change is followed within some twenty samples, by estimate and timeout")
  func change() {
    var estimator = RoundTripEstimator()
    for _ in 0..<100 { estimator.add(.milliseconds(40), gain: gain) }
    for _ in 0..<20 { estimator.add(.milliseconds(120), gain: gain) }
    #expect(estimator.smoothed > .milliseconds(112))
    #expect(estimator.timeout > .milliseconds(120) && estimator.timeout < .milliseconds(250))
  }
}
