import Benchmark
import BenchmarkHarness
import OverlaySecurity

/// Bytes that are authenticated but not encrypted.
private let header = [UInt8](repeating: 1, count: 16)
private let key = [UInt8](repeating: 7, count: FrameCipher.keyBytes)

/// Our in-place cipher.
func benchmarkFrameCipher(_ size: FrameSize) {
  Benchmark("Seal \(size.label), in place") { benchmark in
    let cipher = FrameCipher(key: key)
    var buffer = [UInt8](repeating: 1, count: 2_048)
    let plaintext = 0..<size.rawValue
    benchmark.measureOperations { iterations in
      var span = buffer.mutableSpan
      for iteration in iterations {
        cipher.seal(
          &span, plaintext: plaintext, path: 1, counter: UInt64(iteration),
          additionalData: header.span)
      }
    }
  }

  // Opening replaces the ciphertext, so each frame needs a buffer of its own; all of them together
  // stay within the second-level cache for small frames only, as they would in a daemon.
  Benchmark("Open \(size.label), in place") { benchmark in
    let cipher = FrameCipher(key: key)
    let frameBytes = size.rawValue + FrameCipher.tagBytes
    var frames = [UInt8](repeating: 1, count: benchmark.scaledIterations.count * frameBytes)
    var sealing = frames.mutableSpan
    for iteration in benchmark.scaledIterations {
      let start = iteration * frameBytes
      cipher.seal(
        &sealing, plaintext: start..<(start + size.rawValue), path: 1,
        counter: UInt64(iteration), additionalData: header.span)
    }
    var genuine = 0
    benchmark.measureOperations { iterations in
      var span = frames.mutableSpan
      for iteration in iterations {
        let start = iteration * frameBytes
        let opened = cipher.open(
          &span, ciphertextAndTag: start..<(start + frameBytes), path: 1,
          counter: UInt64(iteration), additionalData: header.span)
        genuine += opened ? 1 : 0
      }
    }
    precondition(genuine == benchmark.scaledIterations.count, "every frame was genuine")
  }
}
