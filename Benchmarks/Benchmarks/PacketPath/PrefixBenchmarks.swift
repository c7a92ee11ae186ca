import Benchmark
import BenchmarkHarness
import OverlayCore

/// What the core decides about a packet under prefix routing: toward a node that is no peer, and
/// toward a key.
func benchmarkPrefix(peers: Int) {
  Benchmark("Core decides on a packet of its own, \(peers) peers") { benchmark in
    decide(benchmark, peers) { node, target, now in
      node.originate(to: target, trafficClass: .balanced, kind: .ip, flow: 7, now: now).verdict
    }
  }
  Benchmark("Core decides on a packet toward a key, \(peers) peers") { benchmark in
    decide(benchmark, peers) { node, target, now in
      node.originate(
        toward: target, trafficClass: .balanced, kind: .datagram, flow: 7, now: now
      ).verdict
    }
  }
  for isTowardKey in [false, true] {
    let name = isTowardKey ? "a relayed packet toward a key" : "a relayed packet"
    Benchmark("Core decides on \(name), \(peers) peers") { benchmark in
      let arrival = Meshes.prefix(peers).hosts[0].links[3]
      let header = PacketHeader(
        hopLimit: Limits.prefixHopLimit, trafficClass: .balanced, kind: .ip,
        isTowardKey: isTowardKey, flowLabel: 1, sequence: 2, source: CoreMesh.spread(2_000),
        destination: stranger)
      decide(benchmark, peers) { node, _, now in node.route(header, from: arrival, now: now) }
    }
  }
}

/// An identifier that is no peer's.
private var stranger: NodeID { CoreMesh.spread(1_000) }

@inline(__always)
private func decide(
  _ benchmark: Benchmark, _ peers: Int,
  _ body: (inout Node, NodeID, Instant) -> Verdict
) {
  let mesh = Meshes.prefix(peers)
  let start = mesh.now
  let target = stranger
  var forwarded = 0
  mesh.withNode(0) { node in
    benchmark.measureOperations { iterations in
      for iteration in iterations {
        let now = start + Traffic.pace * UInt64(iteration)
        if case .forward = body(&node, target, now) { forwarded += 1 }
      }
    }
  }
  precondition(forwarded == benchmark.scaledIterations.count, "every packet has a way")
}
