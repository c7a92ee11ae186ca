import Benchmark
import BenchmarkHarness
import Crypto
import Foundation

/// swift-crypto's public AES-GCM with a kept key, for comparison.
func benchmarkPublicCipher(_ size: FrameSize) {
  let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
  let header = [UInt8](repeating: 1, count: 16)
  let plaintext = [UInt8](repeating: 1, count: size.rawValue)

  Benchmark("Seal \(size.label), swift-crypto's public AES.GCM") { benchmark in
    try benchmark.measureOperations { iterations in
      for iteration in iterations {
        blackHole(
          try AES.GCM.seal(
            plaintext, using: key, nonce: nonce(iteration), authenticating: header))
      }
    }
  }

  Benchmark("Open \(size.label), swift-crypto's public AES.GCM") { benchmark in
    let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce(1), authenticating: header)
    try benchmark.measureOperations { iterations in
      for _ in iterations {
        blackHole(try AES.GCM.open(box, using: key, authenticating: header))
      }
    }
  }
}

private func nonce(_ counter: Int) throws -> AES.GCM.Nonce {
  try withUnsafeBytes(of: (UInt32(1), UInt32(0), UInt32(truncatingIfNeeded: counter))) { bytes in
    try AES.GCM.Nonce(data: bytes)
  }
}
