import Benchmark
import BenchmarkHarness
import OverlayCore

/// Reading and writing the header of a packet.
func benchmarkHeader() {
  let header = PacketHeader(
    hopLimit: Limits.hopLimit, trafficClass: .balanced, kind: .ip, flowLabel: 1, sequence: 2,
    source: NodeID(3 << 64), destination: NodeID(4 << 64))

  Benchmark("Packet header, write") { benchmark in
    var buffer = [UInt8](repeating: 0, count: 128)
    var header = header
    benchmark.measureOperations { iterations in
      var span = buffer.mutableSpan
      for iteration in iterations {
        header.sequence = UInt32(truncatingIfNeeded: iteration)
        header.write(to: &span, at: 16)
      }
    }
    blackHole(buffer)
  }

  Benchmark("Packet header, read") { benchmark in
    var buffer = [UInt8](repeating: 0, count: 128)
    var span = buffer.mutableSpan
    header.write(to: &span, at: 16)
    var sum: UInt32 = 0
    benchmark.measureOperations { iterations in
      let bytes = buffer.span
      for iteration in iterations {
        guard let read = try? PacketHeader(bytes, at: 16) else { continue }
        sum &+= read.sequence &+ UInt32(truncatingIfNeeded: iteration)
      }
    }
    blackHole(sum)
  }
}
