/// What `selvedge history` tells. The names of the properties are the keys of its JSON and stay as
/// they are.
public struct HistoryReport: Codable, Hashable, Sendable {
  /// From when, in seconds since 1970.
  public var since: Int64
  /// Until when.
  public var until: Int64
  /// Whether there is more than was asked for at once.
  public var isPartial: Bool
  /// What was measured, by site, remote and metric.
  public var series: [HistorySeries]

  /// A report with every field given.
  public init(since: Int64, until: Int64, isPartial: Bool, series: [HistorySeries]) {
    (self.since, self.until, self.isPartial, self.series) = (since, until, isPartial, series)
  }
}
