/// Smooths round-trip samples and their deviation, as RFC 6298, section 2, with the profile's gain.
///
/// An average, although the middle or the least of the last few samples predicts the next one with a
/// smaller error: routing adds links up and takes the least sum, and what it wants least of is the
/// time that will be taken on average. Times have a long tail, which is what the middle and the least
/// leave out. On measured series paths chosen by them are slower than by an average
/// (docs/decisions/0018).
public struct RoundTripEstimator: Hashable, Sendable {
  /// The estimate; zero before any sample.
  public private(set) var smoothed = Interval.zero
  /// The mean deviation of samples from the estimate.
  public private(set) var variation = Interval.zero
  /// How much one sample differs from the next, smoothed (RFC 3550, section 6.4.1). Unlike
  /// ``variation``, which sets time-outs and begins high so that they are long, it begins at zero.
  public private(set) var jitter = Interval.zero
  private var last = Interval.zero
  /// Whether there has been a sample.
  public private(set) var hasSample = false

  /// An estimator that has seen nothing.
  public init() {}

  /// Takes one sample in, which counts for a share `gain`, in `0...1`, of the estimate.
  public mutating func add(_ sample: Interval, gain: Double) {
    guard hasSample else {
      smoothed = sample
      variation = sample.scaled(by: 0.5)
      last = sample
      hasSample = true
      return
    }
    let deviation = max(sample, smoothed) - min(sample, smoothed)
    variation = variation.scaled(by: 0.75) + deviation.scaled(by: 0.25)
    let difference = max(sample, last) - min(sample, last)
    jitter = jitter.scaled(by: 15.0 / 16) + difference.scaled(by: 1.0 / 16)
    last = sample
    smoothed = smoothed.scaled(by: 1 - gain) + sample.scaled(by: gain)
  }

  /// How long an answer may take before it counts as missing; half a second before any sample,
  /// which covers the Internet's longest ordinary paths.
  var timeout: Interval {
    hasSample ? smoothed + variation * 4 : .milliseconds(500)
  }
}
