import OverlayCore

/// Where keys, secrets and nonces come from.
///
/// Handshakes take their randomness from here and nowhere else, so that a simulation of thousands
/// of secured nodes replays from its seed while a daemon uses the kernel's generator.
public struct Entropy: Sendable {
  private enum Source: Sendable {
    case system
    case seeded(SeededRandom)
  }

  private var source: Source

  private init(_ source: Source) {
    self.source = source
  }

  /// The operating system's generator, fit for keys.
  public static func system() -> Entropy {
    Entropy(.system)
  }

  /// A reproducible generator for simulations and tests. Its keys are worth nothing: whoever
  /// knows the seed knows them.
  public static func seeded(_ seed: UInt64) -> Entropy {
    Entropy(.seeded(SeededRandom(seed: seed)))
  }

  /// The next `count` bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      var word = next()
      for _ in 0..<min(8, count - result.count) {
        result.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    return result
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    switch source {
    case .system:
      var generator = SystemRandomNumberGenerator()
      return generator.next()
    case .seeded(var random):
      let word = random.next()
      source = .seeded(random)
      return word
    }
  }
}
