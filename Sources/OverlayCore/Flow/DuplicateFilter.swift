/// Drops the second copy of a packet at its destination, by (source, flow label, sequence): Tapestry's
/// finite queue, section 2.3, as a sliding window for each flow.
///
/// Asked only about packets whose source is proven, by the end-to-end seal or because the neighbour that
/// sent them in the clear is the source: whoever could feed it a header of somebody else's, with a
/// sequence far ahead, would have all that the other sends dropped as old. Relays, which can prove
/// nothing, have ``PassedCopies``.
///
/// The window has to span what a flow sends in the time that one path is slower than the other: what lies
/// behind it counts as seen. 1,984 sequences are 100 ms at 20,000 packets a second, 220 Mbit/s of large
/// ones, or 40 s of a voice call, and cost 256 bytes a flow. The 256 of earlier versions were 13 ms at
/// that rate: of two paths that differ by more, the slower one's copies were of no use to a transfer.
/// Blocks of 64 bits in a ring, as RFC 6479 has it for replays: to move on clears whole blocks.
///
/// Set-associative, of fixed size and there from the first copy on, like ``FlowTable``. Sources share it
/// (``TableShares``): one that counts up labels pushes out no window of others who have fewer in a bucket.
struct DuplicateFilter {
  private struct Entry: SharedTableEntry {
    var source = NodeID(0)
    var label: UInt32 = 0
    var highest: UInt32 = 0
    var lastUse: UInt64 = 0

    var owner: NodeID { source }
  }

  /// Sequences that a flow's window spans: all blocks of the ring but the one that is being filled.
  static let window = UInt32((blocksEach - 1) * 64)

  private static let blocksEach = 32
  private static let ways = 8
  /// Longer than any path is slower than another.
  private static let lifetime = Interval.seconds(10)
  let hash: TableHash
  private var shares = TableShares(lifetime: Self.lifetime)
  private var entries: [Entry] = []
  /// ``blocksEach`` for each entry; the bit of a sequence is in the block that its upper bits name.
  private var blocks: [UInt64] = []
  private let capacity: Int
  private let bucketMask: Int

  /// Room for `capacity` flows, a power of two, in buckets that follow from the seed.
  init(capacity: Int = Limits.filteredFlowsMax, seed: UInt64) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    hash = TableHash(seed: seed)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Whether the packet is the first of its copies; notes that it came.
  ///
  /// What lies behind the window counts as seen: late is as good as twice.
  mutating func admit(
    source: NodeID, label: UInt32, sequence: UInt32, now: Instant
  ) -> Bool {
    if entries.isEmpty {
      entries = Array(repeating: Entry(), count: capacity)
      blocks = Array(repeating: 0, count: capacity * Self.blocksEach)
    }
    let lastUse = shares.use(at: now)
    let first = (Int(truncatingIfNeeded: hash(source, UInt64(label))) & bucketMask) * Self.ways
    for index in first..<(first + Self.ways)
    where entries[index].lastUse != 0 && entries[index].label == label
      && entries[index].source == source
    {
      entries[index].lastUse = lastUse
      return admit(sequence, at: index)
    }
    let place = shares.place(in: entries.span, first..<(first + Self.ways), for: source)
    entries[place] = Entry(source: source, label: label, highest: sequence, lastUse: lastUse)
    clear(Self.blocksEach, after: sequence >> 6, at: place)
    return set(sequence, at: place)
  }

  private mutating func admit(_ sequence: UInt32, at index: Int) -> Bool {
    let highest = entries[index].highest
    let ahead = Int32(bitPattern: sequence &- highest)
    if ahead > 0 {
      // The ring goes round 2^21 times in the range of sequences, so that wrapping changes nothing.
      let steps = ((sequence >> 6) &- (highest >> 6)) & (UInt32.max >> 6)
      clear(Int(min(steps, UInt32(Self.blocksEach))), after: highest >> 6, at: index)
      entries[index].highest = sequence
      return set(sequence, at: index)
    }
    guard highest &- sequence < Self.window else { return false }
    return set(sequence, at: index)
  }

  /// Empties the blocks that follow one.
  private mutating func clear(_ count: Int, after block: UInt32, at index: Int) {
    for step in 0..<count {
      let next = Int(truncatingIfNeeded: block) &+ 1 &+ step
      blocks[index * Self.blocksEach + next & (Self.blocksEach - 1)] = 0
    }
  }

  /// Marks a sequence; false when it was marked.
  private mutating func set(_ sequence: UInt32, at index: Int) -> Bool {
    let block = Int(truncatingIfNeeded: sequence >> 6) & (Self.blocksEach - 1)
    let bit: UInt64 = 1 << UInt64(sequence & 63)
    let place = index * Self.blocksEach + block
    defer { blocks[place] |= bit }
    return blocks[place] & bit == 0
  }
}
