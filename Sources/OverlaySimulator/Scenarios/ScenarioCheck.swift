/// What one measurement is held to.
public struct ScenarioCheck: Hashable, Sendable {
  /// What a value must satisfy.
  public enum Bound: Hashable, Sendable {
    /// No more than a share of the value away from it.
    case about(Double, tolerance: Double)
    /// At least the value.
    case atLeast(Double)
    /// At most the value.
    case atMost(Double)

    /// Whether a measured value satisfies it.
    public func holds(_ value: Double) -> Bool {
      switch self {
      case .about(let wanted, let tolerance):
        (value - wanted).magnitude <= tolerance * wanted.magnitude
      case .atLeast(let least): value >= least
      case .atMost(let most): value <= most
      }
    }
  }

  /// The name of the measurement: of one run as `run.name`, over all runs as `mean.name`, `min.name`,
  /// `max.name` or `sum.name`, or over the repetitions of a variant as `variant.mean.name`.
  public var measure: String
  /// What the paper says, or what we set ourselves, in words.
  public var paper: String
  /// What holds.
  public var bound: Bound
  /// The kinds of replayed data that it is meant for; empty for all.
  public var data: [MeasuredData.Kind]

  /// A check of the measurement of that name.
  public init(
    measure: String, paper: String, bound: Bound, data: [MeasuredData.Kind] = []
  ) {
    self.measure = measure
    self.paper = paper
    self.bound = bound
    self.data = data
  }
}
