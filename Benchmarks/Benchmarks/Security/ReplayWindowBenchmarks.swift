import Benchmark
import BenchmarkHarness
import OverlaySecurity

/// The check that every received frame passes twice.
func benchmarkReplayWindow() {
  Benchmark("Replay window, in order") { benchmark in
    var window = ReplayWindow()
    var accepted = 0
    benchmark.measureOperations { iterations in
      for iteration in iterations {
        let counter = UInt64(iteration)
        if window.wouldAccept(counter), window.accept(counter) { accepted += 1 }
      }
    }
    blackHole(accepted)
  }
}
