import OverlayCore

/// What queues add to a path's delay: between nothing and a maximum, different on each path and
/// changing with time.
///
/// A function of seed, path and time, and no state: sixteen million paths have no room for any. The
/// value runs straight from one random height to the next, a slot apart. A slot is at least twice
/// the maximum, so that the delay never falls faster than half of the time that passes and no
/// datagram overtakes another: a router's queue does not shuffle.
struct DelayNoise {
  private let seed: UInt64
  private let maximum: Double
  /// A slot is two to this power nanoseconds.
  private let slotBits: UInt64

  /// Slots are not shorter than this, 17 ms: queues of backbones fill and drain in tens of them.
  private static let slotBitsMin: UInt64 = 24

  init(upTo maximum: Interval, seed: UInt64) {
    self.seed = seed
    self.maximum = Double(maximum.nanoseconds)
    let needed = UInt64(64 - (maximum.nanoseconds | 1).leadingZeroBitCount + 1)
    slotBits = max(DelayNoise.slotBitsMin, needed)
  }

  /// Whether it adds nothing.
  var isZero: Bool { maximum == 0 }

  /// What is added to the delay of a datagram sent on `path` at `now`.
  @inline(__always)
  func extra(path: Int, at now: Instant) -> Interval {
    guard !isZero else { return .zero }
    let slot = now.nanoseconds >> slotBits
    let length = UInt64(1) << slotBits
    let share = Double(now.nanoseconds & (length - 1)) / Double(length)
    let base = seed ^ (UInt64(path) &* 0x9e37_79b9_7f4a_7c15)
    let before = height(base &+ slot)
    let after = height(base &+ slot &+ 1)
    return Interval(nanoseconds: UInt64(maximum * (before + (after - before) * share)))
  }

  /// A fraction for a word: the finalizer of SplitMix64, which scatters neighbouring words.
  @inline(__always)
  private func height(_ word: UInt64) -> Double {
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
  }
}
