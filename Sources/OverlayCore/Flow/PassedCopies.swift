/// Drops what a relay has passed on already: Tapestry's finite queue, section 2.3, where no header can be
/// believed.
///
/// A relay has no key for what it carries, so that anybody on the way can write any source, flow and
/// sequence into a header. What nobody can do is to make other bytes with the same keyed hash, and so a
/// relay compares that, of all the bytes it passes on: a forged packet is remembered as itself and keeps
/// no genuine one back. Two copies that one source sealed for two paths differ and are both passed on;
/// what match are copies that relays made.
///
/// Set-associative: eight hashes share a bucket, in which the oldest gives way. Whoever sends many copies
/// pushes others' out, which costs no more than that a copy of theirs is passed on twice.
struct PassedCopies {
  private static let ways = 8
  /// Zero for none: one in 2^64 hashes is taken for none, and is passed on twice.
  private var hashes: [UInt64] = []
  /// The place of each bucket that is filled next.
  private var next: [UInt8] = []
  private let capacity: Int
  private let bucketMask: Int

  /// Room for `capacity` hashes, a power of two.
  init(capacity: Int = Limits.passedCopiesMax) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Whether a copy with that hash has not been passed on lately; notes that it is now.
  mutating func admit(_ hash: UInt64) -> Bool {
    if hashes.isEmpty {
      hashes = Array(repeating: 0, count: capacity)
      next = Array(repeating: 0, count: capacity / Self.ways)
    }
    let bucket = Int(truncatingIfNeeded: hash) & bucketMask
    let first = bucket * Self.ways
    for index in first..<(first + Self.ways) where hashes[index] == hash { return hash == 0 }
    let place = Int(next[bucket])
    hashes[first + place] = hash
    next[bucket] = UInt8(truncatingIfNeeded: (place + 1) & (Self.ways - 1))
    return true
  }
}
