/// What `selvedge history` tells of one metric of one remote. The names of the properties are the
/// keys of its JSON and stay as they are.
public struct HistorySeries: Codable, Hashable, Sendable {
  /// One window of time, or several merged.
  public struct Point: Codable, Hashable, Sendable {
    /// When it began, in seconds since 1970.
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
    /// The one in the middle; of windows merged, the mean of their medians.
    public var median: Double
    /// The one that 95 of a hundred do not exceed; of windows merged, the largest of theirs.
    public var p95: Double
  }

  /// Where it was measured.
  public var site: String
  /// The node that measured it; empty where several were merged.
  public var source: String
  /// What was measured: a node's name, or whatever an application measures.
  public var remote: String
  /// Which property.
  public var metric: String
  /// `ms`, `share` (0...1), `B/s`, `changes`, or nothing where it is not known.
  public var unit: String
  /// The windows, by time.
  public var points: [Point]
}
