import Benchmark
import OverlayCore
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
  benchmarkTopology()
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
  for nodes in [1_024, 4_096] {
    Benchmark("Beacons of \(nodes) nodes for 10 s") { benchmark in
      // Meshes of 32 side by side: every node beacons 31 neighbours each 300 ms.
      var simulation = ScaleSimulation(
        ScaleConfiguration(seed: 1, node: NodeConfiguration(plane: .mesh, link: .tapestry)),
        underlay: .uniform(
          hostCount: nodes, delay: .milliseconds(20), jitter: .milliseconds(1)))
      for first in stride(from: 0, to: nodes, by: 32) {
        simulation.startMesh(Array(first..<first + 32))
      }
      simulation.advance(by: .seconds(5))
      let before = simulation.tally.events
      let clock = ContinuousClock()
      let start = clock.now
      benchmark.startMeasurement()
      simulation.advance(by: .seconds(10))
      benchmark.stopMeasurement()
      let taken = (clock.now - start) / .seconds(1)
      benchmark.measurement(.events, Int(Double(simulation.tally.events - before) / taken))
      benchmark.measurement(.speed, Int(10 / taken))
    }
  }
}
