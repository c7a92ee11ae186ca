import Benchmark
import BenchmarkHarness

/// What the harness runs.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .operations
  for size in FrameSize.allCases {
    benchmarkFrameCipher(size)
    benchmarkPublicCipher(size)
  }
  benchmarkReplayWindow()
  benchmarkHandshake()
}
