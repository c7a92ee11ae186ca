import Benchmark
import BenchmarkHarness
import OverlayCore
import OverlaySecurity

/// A packet's first stop: decided about, sealed for its hop and, through a relay, end to end.
func benchmarkSending(members: Int, size: Int) {
  for isCut in [false, true] {
    let way = isCut ? "through a relay" : "direct"
    Benchmark("Send \(way), \(size) B, \(members) members") { benchmark in
      let mesh = try Meshes.mesh(members, isCut: isCut)
      let target = mesh.hosts[Traffic.destination].node.identity
      var buffer = [UInt8](repeating: 1, count: PacketLayout.bufferBytes)
      var sent = 0
      let start = mesh.now
      mesh.withNode(Traffic.source) { node in
        benchmark.measureOperations { iterations in
          var span = buffer.mutableSpan
          for iteration in iterations {
            let now = start + Traffic.pace * UInt64(iteration)
            let transmission = Traffic.send(&node, to: target, size: size, &span, now: now)
            sent += transmission == nil ? 0 : 1
          }
        }
      }
      precondition(sent == benchmark.scaledIterations.count, "every packet has a way")
    }
  }
}

/// A packet's last stop: opened, once or twice, and handed over.
func benchmarkReceiving(members: Int, size: Int) {
  for isCut in [false, true] {
    let kind = isCut ? "sealed end to end" : "direct"
    Benchmark("Deliver \(kind), \(size) B, \(members) members") { benchmark in
      let mesh = try Meshes.mesh(members, isCut: isCut)
      let traffic = Traffic(mesh, size: size)
      var datagrams = traffic.datagrams(benchmark.scaledIterations.count)
      if isCut { datagrams = traffic.relayed(datagrams) }
      let ranges = datagrams.ranges
      let from = mesh.hosts[isCut ? traffic.firstHop : Traffic.source].address
      let start = mesh.now
      var delivered = 0
      mesh.withNode(Traffic.destination) { node in
        benchmark.measureOperations { iterations in
          var bytes = datagrams.bytes.mutableSpan
          for iteration in iterations {
            let range = ranges[iteration]
            var buffer = bytes.extracting(range.lowerBound..<(range.upperBound + Traffic.room))
            let reception = node.receive(
              &buffer, length: range.count, from: from, socket: 0,
              now: start + Traffic.pace * UInt64(iteration))
            if case .deliver = reception { delivered += 1 }
          }
        }
      }
      precondition(delivered == benchmark.scaledIterations.count, "every packet arrives")
    }
  }
}

/// A relay's whole work on a packet: opened, decided about, sealed for the next hop.
func benchmarkRelay(members: Int, size: Int) {
  Benchmark("Relay, \(size) B, \(members) members") { benchmark in
    let mesh = try Meshes.mesh(members, isCut: true)
    let traffic = Traffic(mesh, size: size)
    var datagrams = traffic.datagrams(benchmark.scaledIterations.count)
    let ranges = datagrams.ranges
    let start = mesh.now
    var relayed = 0
    mesh.withNode(traffic.firstHop) { node in
      benchmark.measureOperations { iterations in
        var bytes = datagrams.bytes.mutableSpan
        for iteration in iterations {
          let range = ranges[iteration]
          var buffer = bytes.extracting(range.lowerBound..<(range.upperBound + Traffic.room))
          let sent = Traffic.relay(
            &node, &buffer, length: range.count, from: traffic.sourceAddress,
            now: start + Traffic.pace * UInt64(iteration))
          relayed += sent == nil ? 0 : 1
        }
      }
    }
    precondition(relayed == benchmark.scaledIterations.count, "every packet goes on")
  }
}

/// What keeps an idle mesh together: beacons above all, each made, sealed, opened and taken in,
/// with its share of the timers.
func benchmarkControl(members: Int) {
  Benchmark("Control datagram, idle mesh, \(members) members") { benchmark in
    let mesh = try Meshes.mesh(members, isCut: false)
    benchmark.measureOperations { iterations in mesh.run(datagrams: iterations.count) }
  }
}
