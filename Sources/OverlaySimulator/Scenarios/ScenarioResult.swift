/// What one run of a scenario found.
public struct ScenarioResult: Hashable, Sendable {
  /// The run's name.
  public var name: String
  /// Its numbers, in the order they were measured.
  public var measures: [ScenarioMeasure] = []
  /// Its series.
  public var series: [ScenarioSeries] = []
  /// Numbers to be printed side by side.
  public var tables: [ScenarioTable] = []
  /// What a reader should know of the run, in words.
  public var remarks: [String] = []
  /// What was wrong, in words: broken promises and findings of the checkers.
  public var accounts: [String] = []
  /// The fingerprint of the run.
  public var trace = TraceHash()
  /// Events handled.
  public var events: UInt64 = 0

  /// Nothing found yet.
  public init(name: String) {
    self.name = name
  }

  /// The number of that name.
  public subscript(name: String) -> Double? {
    measures.first { $0.name == name }?.value
  }
}
