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

  @Test("credits frames that overtook a beacon to the next report, not to one some time later")
  func overtaking() {
    var estimator = LossEstimator()
    estimator.report(sent: 0, arrived: 0, window: 100)
    var highest = 0.0
    // Every second report overtook nine of the ten frames that it speaks of: none is lost.
    for step in 1...100 as ClosedRange<UInt64> {
      let sent = 10 * step
      let arrived = step % 2 == 1 ? sent - 9 : sent
      estimator.report(sent: sent, arrived: UInt32(arrived), window: 100)
      if step > 50 { highest = max(highest, estimator.share) }
    }
    // Without the credit it would be 45 per cent.
    #expect(highest < 0.01)
    var late = LossEstimator()
    late.report(sent: 0, arrived: 0, window: 100)
    for step in 1...100 as ClosedRange<UInt64> {
      // The other way round: frames that the report does not speak of came before it.
      let sent = 10 * step
      late.report(
        sent: sent, arrived: UInt32(step % 2 == 1 ? sent + 5 : sent), window: 100)
    }
    #expect(late.share < 0.01)
  }

  @Test("takes any counts that a peer may send, without a trap", arguments: 1...20)
  func hostileCounts(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let edges: [UInt64] = [
      0, 1, UInt64(UInt32.max), 1 << 32, 1 << 62, 1 << 63, (1 << 63) - 1, .max - 2, .max - 1, .max,
    ]
    var estimator = LossEstimator()
    for _ in 0..<20_000 {
      let sent =
        random.chance(0.5) ? edges[Int(random.next() % UInt64(edges.count))] : random.next()
      let arrived = UInt32(truncatingIfNeeded: random.chance(0.3) ? sent : random.next())
      let gain = random.chance(0.2) ? 0.3 : 0
      let lost = estimator.report(sent: sent, arrived: arrived, window: 400, gain: gain)
      guard lost >= 0, 0...1 ~= estimator.share else {
        Issue.record("\(sent) sent, \(arrived) arrived: \(lost) lost, share \(estimator.share)")
        return
      }
      if random.chance(0.1) { estimator.restart(sent: sent, arrived: arrived) }
    }
  }

  @Test("a count that leaps by more than any link carries begins anew and loses nothing")
  func leap() {
    var estimator = LossEstimator()
    estimator.report(sent: 100, arrived: 100, window: 100)
    #expect(estimator.report(sent: .max - 1, arrived: 101, window: 100) == 0)
    #expect(estimator.share == 0)
  }

  @Test("ignores counts that go backwards")
  func backwards() {
    var estimator = LossEstimator()
    estimator.report(sent: 100, arrived: 100, window: 100)
    estimator.report(sent: 50, arrived: 10, window: 100)
    #expect(estimator.share == 0)
  }
}
