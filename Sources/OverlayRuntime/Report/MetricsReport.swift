/// What `selvedge metric` tells. The names of the properties are the keys of its JSON and stay as they
/// are; a property without a value is left out.
public struct MetricsReport: Codable, Hashable, Sendable {
  /// What holds of the link to one member.
  public struct Value: Codable, Hashable, Sendable {
    /// The member's name.
    public var to: String
    /// In the metric's unit.
    public var value: Double
  }

  /// A metric that applications report.
  public struct Metric: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it is counted in.
    public var unit: String
    /// Which values are good: `lower` or `higher`.
    public var better: String
    /// What two links in a row make of theirs: `sum`, `survival`, `minimum` or `maximum`.
    public var alongPath: String
    /// What was reported here and has not expired.
    public var values: [Value]
  }

  /// The metrics of the configuration.
  public var metrics: [Metric]
}
