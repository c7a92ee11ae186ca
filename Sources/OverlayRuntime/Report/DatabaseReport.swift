/// What `selvedge database status` tells. The names of the properties are the keys of its JSON and
/// stay as they are; a property without a value is left out.
public struct DatabaseReport: Codable, Hashable, Sendable {
  /// `off`; `local`, a file of this node's; `serving`, one that others use too; `client`, another
  /// node's.
  public var role: String
  /// The name under which this node's measurements are kept.
  public var site: String
  /// What is wrong at present; left out while it works.
  public var trouble: String?
  /// The file.
  public var file: String?
  /// Where it is served, or who serves it.
  public var address: String?
  /// Seconds in a window.
  public var windowSeconds: Int
  /// Summaries in the file.
  public var rows: Int?
  /// How many there can be.
  public var rowsMax: Int?
  /// Combinations of site, source, remote and metric.
  public var series: Int?
  /// Bytes of the file.
  public var bytes: Int?
  /// When the oldest window began, in seconds since 1970.
  public var oldest: Int64?
  /// Seconds after which a summary is forgotten.
  public var keepSeconds: Int?
  /// Clients connected.
  public var clients: Int?
  /// What was counted since the start, by name; new names may be added.
  public var counters: [String: UInt64]
}
