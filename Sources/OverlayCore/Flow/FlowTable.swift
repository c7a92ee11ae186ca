/// A source's flows: for each, the label it was given and the number of its next packet.
///
/// Set-associative and of fixed size: eight entries share a bucket, and destinations share it
/// (``TableShares``), since whoever asks this node from ever new ports has it answer in as many flows. A
/// flow that comes back after it gave way gets a new label, so a sequence never repeats under one label
/// and the duplicate filters downstream cannot mistake it. The first flow brings the table into being: of
/// thousands of simulated nodes, few have any.
struct FlowTable {
  /// What one packet of a flow carries.
  struct Stamp: Hashable {
    var label: UInt32
    var sequence: UInt32
    /// Where the flow lies in the table.
    var place = 0
  }

  private struct Entry: SharedTableEntry {
    var key: UInt64 = 0
    /// Where it goes.
    var owner = NodeID(0)
    var label: UInt32 = 0
    var nextSequence: UInt32 = 0
    /// The link that it is pinned to, of a class that shares its flows out.
    var pinned = LinkID.none
    var lastUse: UInt64 = 0
  }

  private static let ways = 8
  private static let lifetime = Interval.seconds(60)
  let hash: TableHash
  private var shares = TableShares(lifetime: Self.lifetime)
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int

  /// Room for `capacity` flows, a power of two, in buckets that follow from the seed.
  init(capacity: Int = Limits.flowsMax, seed: UInt64) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    hash = TableHash(seed: seed)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Numbers the next packets of the flow `key`, a hash of whatever tells flows apart; returns the
  /// first one's stamp.
  mutating func stamp(
    _ key: UInt64, to destination: NodeID, packets: Int = 1, random: inout SeededRandom,
    now: Instant
  ) -> Stamp {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    let lastUse = shares.use(at: now)
    let first = (Int(truncatingIfNeeded: hash(key, 0)) & bucketMask) * Self.ways
    for index in first..<(first + Self.ways)
    where entries[index].lastUse != 0 && entries[index].key == key {
      defer { entries[index].nextSequence &+= UInt32(packets) }
      entries[index].lastUse = lastUse
      return Stamp(
        label: entries[index].label, sequence: entries[index].nextSequence, place: index)
    }
    let place = shares.place(in: entries.span, first..<(first + Self.ways), for: destination)
    let label = UInt32(truncatingIfNeeded: random.next())
    entries[place] = Entry(
      key: key, owner: destination, label: label, nextSequence: UInt32(packets), lastUse: lastUse)
    return Stamp(label: label, sequence: 0, place: place)
  }

  /// The link that a flow was pinned to; `none` for a new one.
  func pinned(_ place: Int) -> LinkID { entries[place].pinned }

  /// Pins a flow to a link.
  mutating func pin(_ place: Int, to link: LinkID) { entries[place].pinned = link }
}
