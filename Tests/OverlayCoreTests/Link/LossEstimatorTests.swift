import Testing

@testable import OverlayCore

@Suite("The loss estimator")
struct LossEstimatorTests {
  @Test("settles on the true share, from 0 to all", arguments: [0, 0.01, 0.05, 0.3, 0.9, 1])
  func settles(loss: Double) {
    var random = SeededRandom(seed: 3)
    var estimator = LossEstimator()
    var sent: UInt64 = 0
    var arrived: UInt32 = .max - 500
    var sum = 0.0
    for report in 0..<2_000 {
      for _ in 0..<10 {
        sent += 1
        if !random.chance(loss) { arrived &+= 1 }
      }
      estimator.report(sent: sent, arrived: arrived, window: 100)
      if report >= 1_000 { sum += estimator.share }
    }
    #expect((sum / 1_000 - loss).magnitude < 0.02)
  }

  @Test("sees two thirds of a new loss after one window of frames")
  func isQuick() {
    var estimator = LossEstimator()
    estimator.report(sent: 0, arrived: 0, window: 100)
    for frame in 1...100 as ClosedRange<UInt64> {
      estimator.report(sent: frame, arrived: 0, window: 100)
    }
    #expect(0.6...0.7 ~= estimator.share)
  }

  @Test("does not count as lost what only came in another order")
  func reordering() {
    var estimator = LossEstimator()
    estimator.report(sent: 100, arrived: 100, window: 100)
    // The newest frame overtook nine others, which come before the next report.
    estimator.report(sent: 110, arrived: 101, window: 100)
    let early = estimator.share
    estimator.report(sent: 120, arrived: 120, window: 100)
    #expect(estimator.share < early)
    for step in 1...20 as ClosedRange<UInt64> {
      estimator.report(
        sent: 120 + 10 * step, arrived: UInt32(120 + 10 * step), window: 100)
    }
    #expect(estimator.share < 0.02)
  }

  @Test("ignores counts that go backwards")
  func backwards() {
    var estimator = LossEstimator()
    estimator.report(sent: 100, arrived: 100, window: 100)
    estimator.report(sent: 50, arrived: 10, window: 100)
    #expect(estimator.share == 0)
  }
}
