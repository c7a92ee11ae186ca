import OverlayCore
import OverlaySimulator
import Testing

@Suite struct SiteTests {
  private let oracle: PathOracle = {
    let network = SiteNetwork.model(seed: 1)
    return PathOracle(count: 4) { from, to in
      network.path(from: from, to: to).delay.inMilliseconds
        + network.path(from: to, to: from).delay.inMilliseconds
    }
  }()

  @Test("MIT to ArosNet takes 97 ms there and back directly and 68 ms through Utah")
  func paperFigures() throws {
    let mit = Site.mit.rawValue
    let arosNet = Site.arosNet.rawValue
    #expect(abs(oracle.direct(from: mit, to: arosNet) - 97) < 0.01)
    let best = try #require(oracle.best(from: mit, to: arosNet))
    #expect(best.relay == Site.utah.rawValue)
    #expect(abs(best.cost - 68) < 0.01)
  }

  @Test("through MediaOne is better than directly when Utah is gone")
  func mediaOneIsSecond() {
    let through = oracle.cost(
      from: Site.mit.rawValue, to: Site.arosNet.rawValue, through: Site.mediaOne.rawValue)
    #expect(through < oracle.direct(from: Site.mit.rawValue, to: Site.arosNet.rawValue))
  }

  @Test("Utah reaches the cable modem through MIT, as in the paper's figure 5")
  func figureFive() {
    #expect(
      oracle.best(from: Site.utah.rawValue, to: Site.mediaOne.rawValue)?.relay
        == Site.mit.rawValue)
  }

  @Test(
    "every scenario leaves MIT and ArosNet a live path at all times",
    arguments: SiteScenario.allCases, [30, 55, 300] as [UInt64])
  func alwaysAPath(scenario: SiteScenario, seconds: UInt64) {
    var network = SiteNetwork.model(seed: 1)
    let plan = scenario.plan(duration: .seconds(seconds))
    #expect(!plan.timeline.isEmpty)
    for event in plan.timeline {
      #expect(event.time <= .zero + .seconds(seconds))
      network.apply(event.action)
      let alive = Site.allCases.filter { relay in
        [(Site.mit, relay), (relay, .mit), (.arosNet, relay), (relay, .arosNet)].allSatisfy {
          network.meanLoss(from: $0.rawValue, to: $1.rawValue) < 0.05
        }
      }
      #expect(!alive.isEmpty, "after \(event)")
    }
    #expect(network.reaches(from: Site.mit.rawValue, to: Site.arosNet.rawValue))
  }
}
