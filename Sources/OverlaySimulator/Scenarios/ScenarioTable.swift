/// Numbers side by side, to be printed above the checks. They are among the measurements as well.
public struct ScenarioTable: Hashable, Sendable {
  /// One line of it.
  public struct Row: Hashable, Sendable {
    /// What the line is about.
    public var name: String
    /// A number for each column but the first.
    public var values: [Double]
  }

  /// What it shows, in a line.
  public var title: String
  /// The heads of the columns; the first is that of the names.
  public var columns: [String]
  /// The lines.
  public private(set) var rows: [Row] = []

  /// A table without lines.
  public init(title: String, columns: [String]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a line.
  public mutating func add(_ name: String, _ values: [Double]) {
    precondition(values.count + 1 == columns.count, "a number for each column")
    rows.append(Row(name: name, values: values))
  }
}
