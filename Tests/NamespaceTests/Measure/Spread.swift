/// Repeated measurements of one quantity, summed up without hiding the worst.
struct Spread: Codable, Equatable {
  /// How many measurements there are.
  let count: Int
  /// The smallest.
  let least: Double
  /// The middle one.
  let median: Double
  /// Nine in ten are no larger.
  let ninetieth: Double
  /// The largest.
  let most: Double

  /// Sums up `values`, of which there is at least one.
  init(_ values: [Double]) {
    precondition(!values.isEmpty, "a spread of nothing")
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
    count = sorted.count
    least = sorted[0]
    median = quantile(0.5)
    ninetieth = quantile(0.9)
    most = sorted[sorted.count - 1]
  }
}
