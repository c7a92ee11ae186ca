/// Drops what a relay has passed on already: Tapestry's finite queue, section 2.3, where no header can be
/// believed.
///
/// A relay has no key for what it carries, so that anybody on the way can write any source, flow and
/// sequence into a header. What nobody can do is to make other bytes with the same keyed hash, and so a
/// relay compares that, of all the bytes it passes on: a forged packet is remembered as itself and keeps
/// no genuine one back. Two copies that one source sealed for two paths differ and are both passed on;
/// what match are copies that relays made.
///
/// Set-associative: eight hashes share a bucket. The neighbours that copies come from share it
/// (``TableShares``); the hash is keyed already. What gives way too early is passed on twice.
struct PassedCopies {
  private struct Entry: SharedTableEntry {
    var hash: UInt64 = 0
    /// The neighbour that sent the copy.
    var owner = -1
    var lastUse: UInt64 = 0
  }

  private static let ways = 8
  /// Longer than any path is slower than another.
  private static let lifetime = Interval.seconds(1)
  private var shares = TableShares(lifetime: Self.lifetime)
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int

  /// Room for `capacity` hashes, a power of two.
  init(capacity: Int = Limits.passedCopiesMax) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Whether a copy with that hash has not been passed on lately; notes that it is now.
  mutating func admit(_ hash: UInt64, from neighbour: Int, now: Instant) -> Bool {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    let first = (Int(truncatingIfNeeded: hash) & bucketMask) * Self.ways
    for index in first..<(first + Self.ways)
    where entries[index].lastUse != 0 && entries[index].hash == hash { return false }
    let lastUse = shares.use(at: now)
    let place = shares.place(in: entries.span, first..<(first + Self.ways), for: neighbour)
    entries[place] = Entry(hash: hash, owner: neighbour, lastUse: lastUse)
    return true
  }
}
