import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite struct GilbertElliottTests {
  let bursts = GilbertElliott(
    meanGood: .milliseconds(900), meanBad: .milliseconds(100), lossInBad: 0.8)

  @Test("the mean loss is the bad share of time times the loss within it")
  func meanLoss() {
    #expect(abs(bursts.meanLoss - 0.08) < 1e-9)
  }

  @Test("the chain forgets: after a long gap the state before it does not matter")
  func forgets() {
    let afterBad = bursts.probabilityOfBad(after: .seconds(60), wasBad: true)
    let afterGood = bursts.probabilityOfBad(after: .seconds(60), wasBad: false)
    #expect(abs(afterBad - 0.1) < 1e-9)
    #expect(abs(afterGood - 0.1) < 1e-9)
  }

  @Test("jumping over a gap equals stepping through it slot by slot")
  func jumpEqualsSteps() {
    var probability = 1.0
    for step in 1...200 {
      let stayBad = bursts.probabilityOfBad(after: GilbertElliott.slot, wasBad: true)
      let turnBad = bursts.probabilityOfBad(after: GilbertElliott.slot, wasBad: false)
      probability = probability * stayBad + (1 - probability) * turnBad
      let jump = bursts.probabilityOfBad(
        after: .milliseconds(UInt64(step)), wasBad: true)
      #expect(abs(jump - probability) < 1e-9)
    }
  }

  @Test("long runs lose the mean share, in clumps, whether traffic is dense or sparse")
  func longRun() {
    for spacing in [Interval.milliseconds(5), .milliseconds(350)] {
      var network = NetworkModel(hostCount: 2, seed: 11) { _, _ in
        PathModel(delay: .milliseconds(10), loss: .bursty(bursts))
      }
      var lost: [Bool] = []
      var now = Instant.zero
      for _ in 0..<40_000 {
        if case .lost = network.send(100, from: 0, to: 1, at: now) {
          lost.append(true)
        } else {
          lost.append(false)
        }
        now = now + spacing
      }
      let share = Double(lost.filter(\.self).count) / Double(lost.count)
      #expect(abs(share - 0.08) < 0.01, "share \(share) at spacing \(spacing.inMilliseconds) ms")
      let pairs = zip(lost, lost.dropFirst()).filter { $0 && $1 }.count
      let conditional = Double(pairs) / Double(lost.filter(\.self).count)
      if spacing < .milliseconds(10) { #expect(conditional > 0.6) }
    }
  }
}
