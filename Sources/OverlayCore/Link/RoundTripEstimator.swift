/// Smooths round-trip samples and their deviation, as RFC 6298, section 2, with the profile's gain.
struct RoundTripEstimator: Hashable, Sendable {
  private(set) var smoothed = Interval.zero
  private(set) var variation = Interval.zero
  private(set) var hasSample = false

  /// Takes one sample in.
  mutating func add(_ sample: Interval, gain: Double) {
    guard hasSample else {
      smoothed = sample
      variation = sample.scaled(by: 0.5)
      hasSample = true
      return
    }
    let deviation = max(sample, smoothed) - min(sample, smoothed)
    variation = variation.scaled(by: 0.75) + deviation.scaled(by: 0.25)
    smoothed = smoothed.scaled(by: 1 - gain) + sample.scaled(by: gain)
  }

  /// How long an answer may take before it counts as missing; half a second before any sample,
  /// which covers the Internet's longest ordinary paths.
  var timeout: Interval {
    hasSample ? smoothed + variation * 4 : .milliseconds(500)
  }
}
