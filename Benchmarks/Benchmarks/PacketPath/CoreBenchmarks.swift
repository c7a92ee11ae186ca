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

/// A beacon's cost at either end, timers included and ciphers not: those cost what a frame of
/// 64 B does.
func benchmarkBeacon(members: Int) {
  Benchmark("Core makes a beacon, \(members) members") { benchmark in
    let mesh = Meshes.core(members)
    let link = mesh.hosts[1].links[0]
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    let start = mesh.now
    var made = 0
    mesh.withNode(1) { node in
      benchmark.measureOperations { iterations in
        var span = buffer.mutableSpan
        for iteration in iterations {
          let now = start + Traffic.pace * UInt64(iteration)
          if makeBeacon(&node, on: link, into: &span, now: now) != nil { made += 1 }
        }
      }
    }
    precondition(made == benchmark.scaledIterations.count, "every beacon leaves")
  }

  Benchmark("Core takes a beacon in, \(members) members") { benchmark in
    let mesh = Meshes.core(members)
    let frames = beacons(benchmark.scaledIterations.count, of: mesh)
    let link = mesh.hosts[0].links[1]
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    let start = mesh.now
    mesh.withNode(0) { node in
      benchmark.measureOperations { iterations in
        var span = buffer.mutableSpan
        for iteration in iterations {
          let now = start + Traffic.pace * UInt64(iteration)
          let (counter, frame) = frames[iteration]
          node.count(link, counter: counter, bytes: frame.count, isData: false, now: now)
          try? node.receive(frame.span, on: link, now: now)
          while node.nextEffect(into: &span, at: 0, now: now) != nil {}
        }
      }
    }
  }
}

/// Beacons of host 1 for host 0, numbered as they left.
private func beacons(_ count: Int, of mesh: CoreMesh) -> [(counter: UInt64, frame: [UInt8])] {
  let link = mesh.hosts[1].links[0]
  var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
  let start = mesh.now
  return mesh.withNode(1) { node in
    (0..<count).map { number in
      var span = buffer.mutableSpan
      let now = start + Traffic.pace * UInt64(number)
      guard let beacon = makeBeacon(&node, on: link, into: &span, now: now) else {
        preconditionFailure("a beacon did not leave")
      }
      return (beacon.counter, Array(buffer[..<beacon.length]))
    }
  }
}

/// Lets a link's timer come due and drains what the node has to send up to that link's beacon.
@inline(__always)
private func makeBeacon(
  _ node: inout Node, on link: LinkID, into buffer: inout MutableSpan<UInt8>, now: Instant
) -> (counter: UInt64, length: Int)? {
  node.probeLink(link, now: now)
  node.advance(to: now)
  while let effect = node.nextEffect(into: &buffer, at: 0, now: now) {
    guard case .send(let id, let length) = effect,
      let counter = node.stamp(id, bytes: length, isData: false)
    else { continue }
    if id == link, buffer[0] == FrameKind.beacon.rawValue { return (counter, length) }
  }
  return nil
}
