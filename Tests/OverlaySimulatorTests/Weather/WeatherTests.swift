import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("weather")
struct WeatherTests {
  private let rule = WeatherRule(
    on: .bothWays(0, 1), calm: .seconds(30), spell: .seconds(10), lossMax: 0.5,
    delay: .milliseconds(70))

  private func underlay() -> Underlay {
    var underlay = Underlay.uniform(hostCount: 3, delay: .milliseconds(20))
    underlay.setLoss(.independent(0.01), from: 0, to: 1)
    return underlay
  }

  @Test("spells take the share of time that their lengths say, and lose no more than they may")
  func share() {
    var underlay = underlay()
    var weather = Weather()
    weather.add(rule, seed: 3, to: underlay, at: .zero)
    var bad = 0
    for second in 1...40_000 {
      weather.advance(to: .zero + .seconds(UInt64(second)), changing: &underlay)
      let loss = underlay.loss(from: 0, to: 1).mean
      let delay = underlay.delay(from: 0, to: 1)
      if delay == .milliseconds(70) {
        bad += 1
        #expect((0.1...0.505).contains(loss), "\(loss)")
      } else {
        #expect(delay == .milliseconds(20) && loss == 0.01)
      }
      #expect(underlay.delay(from: 0, to: 2) == .milliseconds(20))
    }
    #expect((0.2...0.3).contains(Double(bad) / 40_000), "\(bad)")
  }

  @Test("the opposite direction is struck as well, and has its own loss back afterwards")
  func bothWays() {
    var underlay = underlay()
    var weather = Weather()
    weather.add(rule, seed: 1, to: underlay, at: .zero)
    var seen: Set<Bool> = []
    for second in 1...1_000 {
      weather.advance(to: .zero + .seconds(UInt64(second)), changing: &underlay)
      let isBad = underlay.delay(from: 1, to: 0) == .milliseconds(70)
      seen.insert(isBad)
      #expect(isBad == (underlay.delay(from: 0, to: 1) == .milliseconds(70)))
      if !isBad { #expect(underlay.loss(from: 1, to: 0) == .none) }
    }
    #expect(seen == [true, false])
  }

  @Test("equal seeds have equal weather, whatever the steps in which it is asked for")
  func steps() {
    func losses(step: Int) -> [Double] {
      var underlay = underlay()
      var weather = Weather()
      weather.add(rule, seed: 9, to: underlay, at: .zero)
      var losses: [Double] = []
      for second in stride(from: step, through: 1_200, by: step) {
        weather.advance(to: .zero + .seconds(UInt64(second)), changing: &underlay)
        if second % 60 == 0 { losses.append(underlay.loss(from: 0, to: 1).mean) }
      }
      return losses
    }
    #expect(losses(step: 1) == losses(step: 20))
  }
}
