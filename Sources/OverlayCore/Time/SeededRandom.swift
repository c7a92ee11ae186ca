/// The core's only source of randomness: xoshiro256** seeded through SplitMix64.
///
/// Fast and reproducible, not secret. Keys never come from here outside a simulation.
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021).
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Equal seeds give equal sequences.
  public init(seed: UInt64) {
    var mixer = seed
    func splitMix() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      var mixed = mixer
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
      (value << count) | (value >> (64 - count))
    }
    let result = rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A fraction in `0..<1`, uniformly.
  public mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool {
    fraction() < probability
  }

  /// `interval` spread uniformly over `1 ± share`, so that timers of many nodes do not march
  /// in step (PAPERS: "uncoordinated overlays can oscillate: randomise").
  public mutating func jittered(_ interval: Interval, by share: Double) -> Interval {
    interval.scaled(by: 1 + share * (2 * fraction() - 1))
  }
}
