/// One measured number.
public struct ScenarioMeasure: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// Its value.
  public var value: Double

  /// A number under a name.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
