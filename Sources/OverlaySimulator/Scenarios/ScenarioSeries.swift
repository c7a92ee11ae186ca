/// Measurements along an axis, a row for each point.
public struct ScenarioSeries: Hashable, Sendable {
  /// What it is called, without its run.
  public var name: String
  /// The names of the columns, units last.
  public var columns: [String]
  /// The points.
  public var rows: [[Double]] = []

  /// A series without points.
  public init(name: String, columns: [String]) {
    self.name = name
    self.columns = columns
  }
}
