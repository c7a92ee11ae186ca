public import OverlaySimulator

/// Makes the runs of a scenario, a few at a time. Each is one thread's and shares nothing; results
/// are put in the scenario's order, so that running them together changes nothing.
public struct ScenarioRunner: Sendable {
  private let concurrency: Int
  private let progress: @Sendable (String) -> Void

  /// Runs at most `concurrency` at a time and tells `progress` what is going on.
  public init(concurrency: Int, progress: @escaping @Sendable (String) -> Void) {
    precondition(concurrency > 0)
    self.concurrency = concurrency
    self.progress = progress
  }

  /// Makes every run.
  ///
  /// - Throws: `TopologyError` when a network cannot be built.
  public func run(_ scenario: Scenario, seed: UInt64) async throws -> ScenarioReport {
    let jobs = scenario.jobs(seed: seed)
    let progress = progress
    let results = try await withThrowingTaskGroup(of: (Int, ScenarioResult).self) { group in
      var results = [ScenarioResult?](repeating: nil, count: jobs.count)
      var waiting = Array(jobs.enumerated())[...]
      func add(_ number: Int, _ job: ScenarioJob) {
        group.addTask {
          var run = try ScenarioRun(job, progress: progress)
          return (number, run.run())
        }
      }
      for (number, job) in waiting.prefix(concurrency) { add(number, job) }
      waiting = waiting.dropFirst(concurrency)
      while let (number, result) = try await group.next() {
        results[number] = result
        if let (number, job) = waiting.popFirst() { add(number, job) }
      }
      return results.compactMap { $0 }
    }
    return ScenarioReport(scenario, results: results)
  }
}
