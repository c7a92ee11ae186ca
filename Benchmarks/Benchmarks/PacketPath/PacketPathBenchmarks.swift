import Benchmark
import BenchmarkHarness

/// What the harness runs.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .operations
  benchmarkHeader()
  benchmarkPrefix(peers: 64)
  for members in [4, 50] {
    benchmarkCore(members: members)
    benchmarkBeacon(members: members)
    benchmarkControl(members: members)
    for size in [64, 1_400] {
      benchmarkSending(members: members, size: size)
      benchmarkReceiving(members: members, size: size)
      benchmarkRelay(members: members, size: size)
    }
  }
}
