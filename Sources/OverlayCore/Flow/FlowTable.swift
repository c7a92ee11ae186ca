/// A source's flows: for each, the label it was given and the number of its next packet.
///
/// Set-associative and of fixed size: eight entries share a bucket and the one unused for the
/// longest gives way. A flow that comes back after that gets a new label, so a sequence never
/// repeats under one label and the duplicate filters downstream cannot mistake it. The first flow
/// brings the table into being: of thousands of simulated nodes, few have any.
struct FlowTable {
  /// What one packet of a flow carries.
  struct Stamp: Hashable {
    var label: UInt32
    var sequence: UInt32
    /// Where the flow lies in the table.
    var place = 0
  }

  private struct Entry {
    var key: UInt64 = 0
    var label: UInt32 = 0
    var nextSequence: UInt32 = 0
    /// The link that it is pinned to, of a class that shares its flows out.
    var pinned = LinkID.none
    var lastUse: UInt64 = 0
  }

  private static let ways = 8
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int
  private var clock: UInt64 = 0

  /// Room for `capacity` flows, a power of two.
  init(capacity: Int = Limits.flowsMax) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Numbers the next packets of the flow `key`, a hash of whatever tells flows apart; returns the
  /// first one's stamp.
  mutating func stamp(
    _ key: UInt64, packets: Int = 1, random: inout SeededRandom
  ) -> Stamp {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    clock &+= 1
    let first = (Int(truncatingIfNeeded: key ^ key >> 32) & bucketMask) * Self.ways
    var oldest = first
    for index in first..<(first + Self.ways) {
      if entries[index].lastUse != 0, entries[index].key == key {
        defer { entries[index].nextSequence &+= UInt32(packets) }
        entries[index].lastUse = clock
        return Stamp(
          label: entries[index].label, sequence: entries[index].nextSequence, place: index)
      }
      if entries[index].lastUse < entries[oldest].lastUse { oldest = index }
    }
    let label = UInt32(truncatingIfNeeded: random.next())
    entries[oldest] = Entry(key: key, label: label, nextSequence: UInt32(packets), lastUse: clock)
    return Stamp(label: label, sequence: 0, place: oldest)
  }

  /// The link that a flow was pinned to; `none` for a new one.
  func pinned(_ place: Int) -> LinkID { entries[place].pinned }

  /// Pins a flow to a link.
  mutating func pin(_ place: Int, to link: LinkID) { entries[place].pinned = link }
}
