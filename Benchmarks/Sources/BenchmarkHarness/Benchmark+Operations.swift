import Benchmark
import CAllocationCounter

extension BenchmarkMetric {
  /// Calls of the C allocator per operation, in the whole process. A fraction below one is
  /// rounded down, so what happens once in a thousand operations reads zero.
  public static let allocations = BenchmarkMetric.custom(
    "Allocations", polarity: .prefersSmaller, useScalingFactor: true)
}

extension Benchmark.Configuration {
  /// For operations of nanoseconds to microseconds: a thousand in a row are timed, and figures
  /// are per operation.
  public static var operations: Benchmark.Configuration {
    .init(
      metrics: [.wallClock, .throughput, .allocations], timeUnits: .nanoseconds,
      scalingFactor: .kilo, maxDuration: .seconds(2), maxIterations: 10_000)
  }
}

extension Benchmark {
  /// Measures `body`, which performs the operation once for each of `scaledIterations`. What is
  /// prepared before is not measured.
  @inline(__always)
  public func measureOperations(_ body: (Range<Int>) throws -> Void) rethrows {
    startMeasurement()
    let before = selvedge_allocation_count()
    try body(scaledIterations)
    let count = selvedge_allocation_count() - before
    stopMeasurement()
    measurement(.allocations, Int(count))
  }
}
