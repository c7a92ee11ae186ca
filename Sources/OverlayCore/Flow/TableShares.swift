/// Shares the buckets of a set-associative table among those whose state it holds.
///
/// Where a bucket is full, whoever holds most of it gives way, with the entry unused for the longest; a
/// newcomer who holds as much gives way to itself (max-min fairness: Bertsekas and Gallager, Data
/// Networks, section 6.5.2). So a member displaces what another uses only where that other holds more of
/// the bucket than it does, however many entries it makes. Only when more members than places use a bucket
/// does one of them lose its last entry there. That nobody can aim at a bucket is the affair of
/// ``TableHash``.
///
/// An entry that was unused for a lifetime is free to all: without that, members that fell silent would
/// keep places for ever, and those that send would be left with few.
///
/// Rejected: a fixed share of each bucket (two members together push everybody else out, and one alone
/// cannot use what is free), and a table for each member (as much memory as the largest needs, times all).
struct TableShares {
  private let lifetime: Interval
  /// The largest stamp that was given out.
  private var clock: UInt64 = 0

  /// The shares of a table in which an entry that is not used keeps its place from others for `lifetime`.
  init(lifetime: Interval) {
    self.lifetime = lifetime
  }

  /// A stamp for an entry that is used now: the time in nanoseconds, or a little more, so that no two
  /// are equal.
  @inline(__always)
  mutating func use(at now: Instant) -> UInt64 {
    clock = max(clock &+ 1, now.nanoseconds)
    return clock
  }

  /// The place that a new entry of `owner` takes. After ``use(at:)``.
  ///
  /// - Parameters:
  ///   - entries: The table.
  ///   - bucket: Those places of it that the entry may have.
  ///   - owner: Who pays.
  func place<Entry: SharedTableEntry>(
    in entries: borrowing Span<Entry>, _ bucket: Range<Int>, for owner: Entry.Owner
  ) -> Int {
    var oldest = bucket.lowerBound
    for index in bucket where entries[index].lastUse < entries[oldest].lastUse { oldest = index }
    let lastUse = entries[oldest].lastUse
    guard lastUse != 0, clock &- lastUse <= lifetime.nanoseconds else { return oldest }
    let own = Self.holding(of: owner, in: entries, bucket)
    var most = (count: 0, oldest: oldest)
    for index in bucket {
      let other = Self.holding(of: entries[index].owner, in: entries, bucket)
      let isOlder = entries[other.oldest].lastUse < entries[most.oldest].lastUse
      if other.count > most.count || other.count == most.count && isOlder { most = other }
    }
    return own.count >= most.count ? own.oldest : most.oldest
  }

  /// How many entries an owner has, and which of them was unused for the longest.
  @inline(__always)
  private static func holding<Entry: SharedTableEntry>(
    of owner: Entry.Owner, in entries: borrowing Span<Entry>, _ bucket: Range<Int>
  ) -> (count: Int, oldest: Int) {
    var (count, oldest) = (0, bucket.lowerBound)
    for index in bucket where entries[index].owner == owner {
      if count == 0 || entries[index].lastUse < entries[oldest].lastUse { oldest = index }
      count += 1
    }
    return (count, oldest)
  }
}
