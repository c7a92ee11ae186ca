import Foundation
import Testing

@testable import OverlayCore

@Suite("Path metrics")
struct PathMetricTests {
  @Test("compose: latencies add and survivals multiply")
  func composition() {
    let path = PathQuality(roundTrip: .milliseconds(20), loss: 0.1)
      .extended(roundTrip: .milliseconds(40), loss: 0.2)
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
    func prefersFast(_ trafficClass: TrafficClass) -> Bool {
      PathMetric.cost(fastLossy, for: trafficClass) < PathMetric.cost(slowClean, for: trafficClass)
    }
    #expect(prefersFast(.latency))
    #expect(!prefersFast(.loss))
    #expect(!prefersFast(.balanced))
  }

  @Test("a frame lost in a hundred does not move the balanced cost")
  func noiseFloor() {
    let clean = PathQuality(roundTrip: .milliseconds(10), loss: 0)
    let one = PathQuality(roundTrip: .milliseconds(10), loss: 0.01)
    #expect(PathMetric.cost(clean, for: .balanced) == PathMetric.cost(one, for: .balanced))
  }
}
