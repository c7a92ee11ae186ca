import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("latency estimators")
struct LatencyEstimatorTests {
  /// The same, found naively from the whole series.
  private func naive(_ estimator: LatencyEstimator, _ series: [Double]) -> Double {
    func tail(_ count: Int) -> [Double] {
      let padded = Array(repeating: series[0], count: 8) + series
      return padded.suffix(count).sorted()
    }
    func average(_ gain: Double, _ samples: [Double]) -> Double {
      samples.dropFirst().reduce(samples[0]) { $0 * (1 - gain) + $1 * gain }
    }
    func medians() -> [Double] {
      series.indices.map { end in
        let padded = Array(repeating: series[0], count: 2) + series[...end]
        return padded.suffix(3).sorted()[1]
      }
    }
    return switch estimator {
    case .selvedge: average(0.125, series)
    case .average10: average(0.1, series)
    case .average50: average(0.5, series)
    case .last: series[series.count - 1]
    case .median3: tail(3)[1]
    case .median5: tail(5)[2]
    case .median9: tail(9)[4]
    case .minimum3: tail(3)[0]
    case .minimum9: tail(9)[0]
    case .median3Average: average(0.125, medians())
    case .clampedAverage: .nan
    }
  }

  @Test(
    "each gives what the whole series would", arguments: 1...20 as ClosedRange<UInt64>)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let series = (0..<40).map { _ in Double(random.next() % 1_000) + 1 }
    for estimator in LatencyEstimator.allCases where estimator != .clampedAverage {
      var estimate = LatencyEstimate(estimator)
      for end in series.indices {
        estimate.add(series[end])
        let expected = naive(estimator, Array(series[...end]))
        #expect(
          abs(estimate.value - expected) < 1e-3, "\(estimator.name) after \(end), seed \(seed)")
      }
    }
  }

  @Test("a clamped average is moved by one wild sample no more than two deviations allow")
  func clamped() {
    var estimate = LatencyEstimate(.clampedAverage)
    for number in 0..<200 { estimate.add(number % 2 == 0 ? 99 : 101) }
    let before = estimate.value
    estimate.add(10_000)
    #expect(estimate.value > before && estimate.value < before + 1)
  }

  @Test("names are unique")
  func names() {
    #expect(Set(LatencyEstimator.allCases.map(\.name)).count == LatencyEstimator.allCases.count)
  }
}
