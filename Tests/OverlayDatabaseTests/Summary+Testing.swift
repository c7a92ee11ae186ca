import OverlayDatabase

extension Summary {
  /// A summary of one node's round trip, unless told otherwise.
  static func one(
    _ remote: String = "beta", metric: String = "rtt", site: String = "alpha",
    source: String = "alpha", at start: Int64 = 600, seconds: Int64 = 60, count: Int64 = 60,
    mean: Double = 10
  ) -> Summary {
    Summary(
      site: site, source: source, remote: remote, metric: metric, start: start, seconds: seconds,
      count: count, mean: mean, minimum: mean - 1, maximum: mean + 1, median: mean, p95: mean + 0.5)
  }
}
