import Benchmark
import BenchmarkHarness
import OverlayCore

/// What the core decides about a packet, without its bytes.
func benchmarkCore(members: Int) {
  Benchmark("Core decides on a packet of its own, \(members) members") { benchmark in
    let mesh = Meshes.core(members)
    let start = mesh.now
    let target = CoreMesh.identity(2)
    var forwarded = 0
    mesh.withNode(1) { node in
      benchmark.measureOperations { iterations in
        for iteration in iterations {
          let (_, verdict) = node.originate(
            to: target, trafficClass: .balanced, kind: .ip, flow: 7,
            now: start + Traffic.pace * UInt64(iteration))
          if case .forward = verdict { forwarded += 1 }
        }
      }
    }
    precondition(forwarded == benchmark.scaledIterations.count, "every packet has a way")
  }

  Benchmark("Core decides on a relayed packet, \(members) members") { benchmark in
    let mesh = Meshes.core(members)
    let header = PacketHeader(
      hopLimit: Limits.hopLimit, trafficClass: .balanced, kind: .ip, flowLabel: 1, sequence: 2,
      source: CoreMesh.identity(1), destination: CoreMesh.identity(2))
    let arrival = mesh.hosts[0].links[1]
    let start = mesh.now
    var forwarded = 0
    mesh.withNode(0) { node in
      benchmark.measureOperations { iterations in
        for iteration in iterations {
          let now = start + Traffic.pace * UInt64(iteration)
          if case .forward = node.route(header, from: arrival, now: now) { forwarded += 1 }
        }
      }
    }
    precondition(forwarded == benchmark.scaledIterations.count, "every packet has a way")
  }
}
