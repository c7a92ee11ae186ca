public import OverlaySimulator

/// Runs the simulations of many seeds, a few at a time.
///
/// Each simulation is one thread's and shares nothing, so that running them together changes no
/// result: only the order in which they finish.
public struct TrialRunner: Sendable {
  private let concurrency: Int
  private let configuration: @Sendable (UInt64) -> SimulationConfiguration

  /// Runs what `configuration` makes of each seed, at most `concurrency` at a time.
  public init(
    concurrency: Int, configuration: @escaping @Sendable (UInt64) -> SimulationConfiguration
  ) {
    precondition(concurrency > 0)
    self.concurrency = concurrency
    self.configuration = configuration
  }

  /// Runs every seed and tells each outcome as it comes.
  public func run(
    _ seeds: [UInt64], each: (TrialOutcome) -> Void
  ) async {
    await withTaskGroup(of: TrialOutcome.self) { group in
      var waiting = seeds[...]
      for seed in waiting.prefix(concurrency) { add(seed, to: &group) }
      waiting = waiting.dropFirst(concurrency)
      while let outcome = await group.next() {
        each(outcome)
        if let seed = waiting.popFirst() { add(seed, to: &group) }
      }
    }
  }

  private func add(_ seed: UInt64, to group: inout TaskGroup<TrialOutcome>) {
    let configuration = configuration
    group.addTask { Self.run(seed, configuration(seed)) }
  }

  private static func run(_ seed: UInt64, _ configuration: SimulationConfiguration) -> TrialOutcome
  {
    let clock = ContinuousClock()
    let start = clock.now
    func elapsed() -> Double { Double((clock.now - start) / .milliseconds(1)) / 1_000 }
    do {
      let report = try Simulation(configuration).run()
      return TrialOutcome(seed: seed, report: report, failure: nil, seconds: elapsed())
    } catch {
      return TrialOutcome(seed: seed, report: nil, failure: "\(error)", seconds: elapsed())
    }
  }
}
