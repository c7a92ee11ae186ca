import Benchmark
import OverlaySimulator

extension BenchmarkMetric {
  /// Events that the simulation handles in a second of real time.
  fileprivate static let events = BenchmarkMetric.custom(
    "Events per second", polarity: .prefersLarger, useScalingFactor: false)

  /// Seconds of virtual time that pass in one of real time.
  fileprivate static let speed = BenchmarkMetric.custom(
    "Virtual seconds per second", polarity: .prefersLarger, useScalingFactor: false)
}

/// What the harness runs: whole trials, set-up of keys and sessions included, as
/// `selvedge simulate` runs them.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .events, .speed], timeUnits: .milliseconds, warmupIterations: 0,
    scalingFactor: .one, maxDuration: .seconds(20), maxIterations: 5)
  for hosts in [10, 50] {
    Benchmark("Simulate \(hosts) hosts for 30 s") { benchmark in
      let seconds: UInt64 = 30
      let configuration = SimulationConfiguration.trial(seed: 1, hosts: hosts, seconds: seconds)
      let clock = ContinuousClock()
      let start = clock.now
      benchmark.startMeasurement()
      let report = try Simulation(configuration).run()
      benchmark.stopMeasurement()
      let taken = (clock.now - start) / .seconds(1)
      benchmark.measurement(.events, Int(Double(report.events) / taken))
      benchmark.measurement(.speed, Int(Double(seconds) / taken))
    }
  }
}
