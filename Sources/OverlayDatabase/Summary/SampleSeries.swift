/// The samples of one metric of one remote during a window, before they are summarised.
public struct SampleSeries: Sendable {
  /// What was measured.
  public var remote: String
  /// Which property.
  public var metric: String
  /// The samples, in the order of their time.
  public var samples: [Double]

  /// A series with every field given.
  public init(remote: String, metric: String, samples: [Double]) {
    (self.remote, self.metric, self.samples) = (remote, metric, samples)
  }

  /// What they come to; nil when there is none, or none that is a number.
  ///
  /// Percentiles are by nearest rank: each is one of the samples.
  public func summary(site: String, source: String, start: Int64, seconds: Int64) -> Summary? {
    let sorted = samples.filter(\.isFinite).sorted()
    guard let minimum = sorted.first, let maximum = sorted.last else { return nil }
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    return Summary(
      site: site, source: source, remote: remote, metric: metric, start: start, seconds: seconds,
      count: Int64(sorted.count), mean: min(max(mean, minimum), maximum), minimum: minimum,
      maximum: maximum, median: sorted[(sorted.count - 1) / 2],
      p95: sorted[(sorted.count * 95 + 99) / 100 - 1])
  }
}
