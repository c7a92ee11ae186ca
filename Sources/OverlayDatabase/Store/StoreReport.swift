/// How full a store is.
public struct StoreReport: Codable, Hashable, Sendable {
  /// Summaries in it.
  public var rows: Int
  /// Combinations of site, source, remote and metric.
  public var series: Int
  /// Bytes of the file, pages that are free included.
  public var bytes: Int
  /// When the oldest window began, in seconds since 1970.
  public var oldest: Int64?
}
