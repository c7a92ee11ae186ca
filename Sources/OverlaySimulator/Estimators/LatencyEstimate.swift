import OverlayCore

/// One ``LatencyEstimator`` at work on one series, in milliseconds.
public struct LatencyEstimate: Sendable {
  private let estimator: LatencyEstimator
  /// Newest last; at first filled with copies of the first sample.
  private var window = InlineArray<9, Double>(repeating: 0)
  private var own = RoundTripEstimator()
  private var variation = 0.0
  private var hasSample = false
  /// What it foretells; zero before any sample.
  public private(set) var value = 0.0

  /// Has seen nothing.
  public init(_ estimator: LatencyEstimator) {
    self.estimator = estimator
  }

  /// Takes a sample in.
  public mutating func add(_ sample: Double) {
    shift(in: sample)
    own.add(Interval(nanoseconds: UInt64(sample * 1e6)), gain: LatencyEstimator.gain)
    let estimate = foretell(sample)
    let deviation = hasSample ? (sample - value).magnitude : sample * 2
    variation = variation * 0.75 + deviation * 0.25
    value = estimate
    hasSample = true
  }

  private func foretell(_ sample: Double) -> Double {
    switch estimator {
    case .selvedge: return own.smoothed.inMilliseconds
    case .average10: return average(sample, gain: 0.1)
    case .average50: return average(sample, gain: 0.5)
    case .last: return sample
    case .median3, .median5, .median9: return ordered[estimator.window / 2]
    case .minimum3, .minimum9: return ordered[0]
    case .median3Average:
      return average(ordered[estimator.window / 2], gain: LatencyEstimator.gain)
    case .clampedAverage:
      guard hasSample else { return sample }
      let reach = variation * LatencyEstimator.clamp
      return average(
        min(max(sample, value - reach), value + reach), gain: LatencyEstimator.gain)
    }
  }

  private func average(_ sample: Double, gain: Double) -> Double {
    hasSample ? value * (1 - gain) + sample * gain : sample
  }

  private mutating func shift(in sample: Double) {
    let size = estimator.window
    for place in 0..<size {
      window[place] = hasSample && place + 1 < size ? window[place + 1] : sample
    }
  }

  /// What the estimator looks back at, least first, at the front of the array.
  private var ordered: InlineArray<9, Double> {
    var sorted = window
    for end in 1..<max(estimator.window, 2) where end < estimator.window {
      var place = end
      while place > 0, sorted[place - 1] > sorted[place] {
        let lower = sorted[place]
        sorted[place] = sorted[place - 1]
        sorted[place - 1] = lower
        place -= 1
      }
    }
    return sorted
  }
}
