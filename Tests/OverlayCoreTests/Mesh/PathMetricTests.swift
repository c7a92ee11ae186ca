import Foundation
import Testing

@testable import OverlayCore

@Suite("Path metrics")
struct PathMetricTests {
  @Test("compose: latencies add and survivals multiply")
  func composition() {
    let path = PathQuality(roundTrip: .milliseconds(20), loss: 0.1)
      .extended(by: PathQuality(roundTrip: .milliseconds(40), loss: 0.2))
    #expect(path.latencyMilliseconds == 30)
    #expect((path.loss - 0.28).magnitude < 1e-12)
    #expect(path.relays == 1)
  }

  @Test("the core's logarithm is the C library's")
  func logarithm() {
    for value in stride(from: 1.0, to: 17, by: 0.01) {
      #expect((PathMetric.naturalLogarithm(value) - log(value)).magnitude < 1e-8)
    }
  }

  @Test("latency ignores loss, loss ignores all but a trace of latency, balanced weighs both")
  func priorities() {
    let fastLossy = PathQuality(roundTrip: .milliseconds(10), loss: 0.1)
    let slowClean = PathQuality(roundTrip: .milliseconds(200), loss: 0)
    func prefersFast(_ metric: Metric) -> Bool {
      PathMetric.cost(fastLossy, by: metric) < PathMetric.cost(slowClean, by: metric)
    }
    #expect(prefersFast(.latency))
    #expect(!prefersFast(.loss))
    #expect(!prefersFast(.balanced))
  }

  @Test("throughput follows RON's score, and more if more was seen delivered")
  func throughput() {
    let path = PathQuality(roundTrip: .milliseconds(100), loss: 0.06)
    #expect((path.throughput - 1_200 * 5 / 0.1).magnitude < 1)
    let seen = PathQuality(roundTrip: .milliseconds(100), loss: 0.06, delivered: 10_000_000)
    #expect(seen.throughput == 10_000_000)
    let clean = PathQuality(roundTrip: .milliseconds(100), loss: 0)
    let floor = PathQuality(roundTrip: .milliseconds(100), loss: 0.02)
    #expect(clean.throughput == floor.throughput, "losses below two per cent are too few to count")
  }

  @Test("of two links in a row squares of variation add, and the slower one delivers")
  func variationAndRate() {
    let first = PathQuality(
      roundTrip: .milliseconds(1), loss: 0, variation: .milliseconds(3), delivered: 50)
    let second = PathQuality(
      roundTrip: .milliseconds(1), loss: 0, variation: .milliseconds(4), delivered: 20)
    let path = first.extended(by: second)
    #expect((path.variationMilliseconds - 5).magnitude < 1e-9)
    #expect(path.delivered == 20)
  }

  @Test("on a local network a relay is left for a direct path, by every metric")
  func localNetwork() {
    let link = PathQuality(roundTrip: .microseconds(300), loss: 0)
    let direct = PathQuality(roundTrip: .microseconds(500), loss: 0)
    for metric in Metric.measured {
      let relayed = PathMetric.cost(link.extended(by: link), by: metric)
      #expect(PathMetric.cost(direct, by: metric) < PathMetric.switchingBound(relayed, by: metric))
    }
  }

  @Test("throughput changes over for half as much again and no less, latency for a twentieth")
  func clearGain() {
    #expect(PathMetric.switchingBound(3, by: .throughput) == 2)
    #expect(PathMetric.switchingBound(100, by: .latency) == 95)
  }

  @Test("a frame lost in a hundred does not move the balanced cost")
  func noiseFloor() {
    let clean = PathQuality(roundTrip: .milliseconds(10), loss: 0)
    let one = PathQuality(roundTrip: .milliseconds(10), loss: 0.01)
    #expect(PathMetric.cost(clean, by: .balanced) == PathMetric.cost(one, by: .balanced))
  }
}
