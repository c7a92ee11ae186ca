/// A metric that applications report, as all nodes of the network define it: "the system … must
/// allow … applications to define their own metrics" (RON, section 3.2).
public struct MetricDefinition: Hashable, Sendable {
  /// Which values are good.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// The lowest is best.
    case lower
    /// The highest is best.
    case higher
  }

  /// What two links in a row make of their values.
  public enum Composition: String, Hashable, Sendable, CaseIterable {
    /// They add up, as delays do.
    case sum
    /// Shares that survive multiply: of losses p and q, 1 − (1 − p)(1 − q).
    case survival
    /// The lower holds, as of capacities.
    case minimum
    /// The higher holds.
    case maximum
  }

  /// Its number in frames, 0 to ``Limits/applicationMetricsMax`` − 1.
  public var number: UInt8
  /// Its name in configuration and output.
  public var name: String
  /// What it is counted in, for output.
  public var unit: String
  /// Which values are good.
  public var direction: Direction
  /// What links in a row make of their values.
  public var composition: Composition

  /// A metric with every field given.
  public init(
    number: UInt8, name: String, unit: String, direction: Direction, composition: Composition
  ) {
    self.number = number
    self.name = name
    self.unit = unit
    self.direction = direction
    self.composition = composition
  }

  /// Values that mean something: finite and not negative; shares at most 1.
  public func allows(_ value: Double) -> Bool {
    value.isFinite && value >= 0 && value <= Self.valueMax
      && (composition != .survival || value <= 1)
  }

  /// Larger values than anybody needs are refused, so that sums stay finite.
  public static let valueMax = 1e12

  /// The value of a path whose parts have these.
  public func compose(_ first: Double, _ second: Double) -> Double {
    switch composition {
    case .sum: first + second
    case .survival: 1 - (1 - first) * (1 - second)
    case .minimum: min(first, second)
    case .maximum: max(first, second)
    }
  }

  /// A positive cost that falls as the value gets better and keeps ratios: twice as good is half
  /// the cost, which is what hysteresis compares.
  public func cost(_ value: Double) -> Double {
    switch direction {
    case .lower: value
    case .higher: 1 / max(value, 1e-9)
    }
  }
}
