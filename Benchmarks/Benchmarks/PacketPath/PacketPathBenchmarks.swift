import Benchmark
import BenchmarkHarness

/// What one packet costs in protocol code from `send` to delivery, without sockets.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .operations
  for bytes in [64, 1_340] {
    for isRelayed in [false, true] {
      let way = isRelayed ? "through a relay" : "directly"
      Benchmark("Carry \(bytes) B \(way)") { benchmark in
        let network = try MemoryNetwork(count: 3)
        if isRelayed { network.cutFirstPair() }
        benchmark.measureOperations { iterations in
          for _ in iterations {
            precondition(network.carry(bytes: bytes), "a packet is delivered")
          }
        }
      }
    }
  }
}
