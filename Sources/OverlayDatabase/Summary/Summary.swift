/// What was measured of one thing during one window of time: an entry of the performance database
/// (RON, section 3.1). Its property names are the keys of its JSON and stay as they are.
public struct Summary: Codable, Hashable, Sendable {
  /// Where it was measured: the name that hosts of one place share, or else the node's own.
  public var site: String
  /// The node that measured it; empty where several were merged.
  public var source: String
  /// What was measured: the name of a node, or whatever an application measures.
  public var remote: String
  /// Which property, such as ``MetricName/roundTrip``.
  public var metric: String
  /// When the window began, in seconds since 1970.
  public var start: Int64
  /// How long it was, in seconds.
  public var seconds: Int64
  /// How many samples there were.
  public var count: Int64
  /// Their mean.
  public var mean: Double
  /// The smallest.
  public var minimum: Double
  /// The largest.
  public var maximum: Double
  /// The one in the middle; of several windows merged, the mean of their medians.
  public var median: Double
  /// The one that 95 of a hundred do not exceed; of several windows merged, the largest of theirs.
  public var p95: Double

  /// A summary with every field given.
  public init(
    site: String, source: String, remote: String, metric: String, start: Int64, seconds: Int64,
    count: Int64, mean: Double, minimum: Double, maximum: Double, median: Double, p95: Double
  ) {
    (self.site, self.source, self.remote, self.metric) = (site, source, remote, metric)
    (self.start, self.seconds, self.count) = (start, seconds, count)
    (self.mean, self.minimum, self.maximum) = (mean, minimum, maximum)
    (self.median, self.p95) = (median, p95)
  }

  /// The longest window, in seconds: a day.
  public static let secondsMax: Int64 = 86_400
  /// The latest beginning of a window that is believed: the year 9999.
  static let startMax: Int64 = 253_402_300_799
  /// The most samples that one summary can stand for.
  static let countMax: Int64 = 1 << 40

  /// Whether it holds together: names that are names, numbers in their order. Checked of everything
  /// that comes from elsewhere before it is kept.
  public var isValid: Bool {
    let values = [mean, minimum, maximum, median, p95]
    return [site, source, remote, metric].allSatisfy(MetricName.isName)
      && 0...Self.startMax ~= start && 1...Self.secondsMax ~= seconds && 1...Self.countMax ~= count
      && values.allSatisfy { $0.isFinite && abs($0) <= 1e18 && $0 >= minimum && $0 <= maximum }
  }
}
