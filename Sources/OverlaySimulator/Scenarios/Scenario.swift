/// A network, what happens to it, what is measured, and what the measurements are held to.
///
/// A plain value: files are read elsewhere. Each variant is a run of its own with a network of its
/// own, so that variants can be run side by side and each again by itself.
public struct Scenario: Hashable, Sendable {
  /// What it is called on the command line.
  public var name: String
  /// One line on what it shows.
  public var summary: String
  /// What all variants have in common.
  public var settings: ScenarioSettings
  /// The runs; never empty.
  public var variants: [ScenarioVariant]
  /// Each variant is run this often, with a seed of its own each time.
  public var repetitions: Int
  /// What happens, in order.
  public var phases: [ScenarioPhase]
  /// What the measurements are held to.
  public var checks: [ScenarioCheck]

  /// A scenario with every field given.
  public init(
    name: String, summary: String, settings: ScenarioSettings, variants: [ScenarioVariant],
    repetitions: Int, phases: [ScenarioPhase], checks: [ScenarioCheck]
  ) {
    self.name = name
    self.summary = summary
    self.settings = settings
    self.variants = variants
    self.repetitions = repetitions
    self.phases = phases
    self.checks = checks
  }

  /// All runs: each variant, as often as it is repeated.
  public func jobs(seed: UInt64) -> [ScenarioJob] {
    variants.flatMap { variant in
      (0..<repetitions).map { repetition in
        ScenarioJob(
          name: repetitions == 1 ? variant.name : "\(variant.name)-\(seed + UInt64(repetition))",
          settings: variant.settings.fitting, phases: phases, seed: seed + UInt64(repetition))
      }
    }
  }

  /// More nodes than any scenario may ask for.
  public static let nodesMax = 20_000
  /// More runs than any scenario may ask for.
  public static let jobsMax = 2_000
}
