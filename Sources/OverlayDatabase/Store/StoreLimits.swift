/// How much a store keeps.
public struct StoreLimits: Hashable, Sendable {
  /// Summaries; the oldest go first.
  public var rows: Int
  /// Combinations of site, source, remote and metric.
  public var series: Int
  /// Seconds after which a summary is forgotten.
  public var seconds: Int64

  /// Limits with every field given.
  public init(rows: Int, series: Int = 20_000, seconds: Int64) {
    (self.rows, self.series, self.seconds) = (rows, series, seconds)
  }

  /// Bytes of a summary in the file: 62 for the row and 4 for its place in the page, with room for
  /// pages that are not full.
  static let rowBytes = 128
  /// Bytes of a series: four names of 64, in the table and in its index.
  static let seriesBytes = 640
  /// Bytes of a page.
  static let pageBytes = 4_096

  /// The most bytes that the file can take, whatever is put into it. SQLite itself refuses more.
  public var bytesMax: Int { rows * Self.rowBytes + series * Self.seriesBytes + (1 << 20) }
}
