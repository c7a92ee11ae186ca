import Benchmark
import OverlayCore
import OverlaySimulator

/// What a network below costs before anything runs on it.
func benchmarkTopology() {
  Benchmark("Draw a transit-stub graph of 5,000 routers") { benchmark in
    benchmark.startMeasurement()
    let graph = try RouterGraph.transitStub(.standard, seed: 1)
    benchmark.stopMeasurement()
    precondition(graph.routerCount > 4_900, "the papers' topology")
  }
  for hosts in [1_024, 4_096] {
    Benchmark("Find all paths between \(hosts) hosts on it") { benchmark in
      let graph = try RouterGraph.transitStub(.standard, seed: 1)
      benchmark.startMeasurement()
      var network = RoutedNetwork(graph: graph, hostCount: hosts, seed: 1)
      network.findAllPaths(at: .zero)
      benchmark.stopMeasurement()
    }
  }
  Benchmark("Read a matrix of round trips between 1,024 sites") { benchmark in
    let table = (0..<1_024).map { row in
      (0..<1_024).map { column -> Double? in row == column ? 0 : Double((row * column) % 300 + 1) }
    }
    benchmark.startMeasurement()
    let matrix = try RTTMatrix(milliseconds: table)
    benchmark.stopMeasurement()
    precondition(matrix.siteCount == 1_024, "every site")
  }
}
