import OverlayDatabase

extension Summary {
  /// A summary of a node's round trip.
  static func one(_ remote: String = "beta", at start: Int64 = 600, mean: Double = 10) -> Summary {
    Summary(
      site: "alpha", source: "alpha", remote: remote, metric: "rtt", start: start, seconds: 60,
      count: 60, mean: mean, minimum: mean, maximum: mean, median: mean, p95: mean)
  }
}
