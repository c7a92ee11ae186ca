/// Drops the second copy of a packet, by (source, flow label, sequence): Tapestry's finite queue,
/// section 2.3, as a sliding window for each flow.
///
/// A window of 256 sequences covers copies whose paths differ by five seconds at fifty packets a
/// second, and costs 48 bytes a flow. Set-associative, of fixed size and there from the first copy
/// on, like ``FlowTable``.
struct DuplicateFilter {
  private struct Entry {
    var source = NodeID(0)
    var label: UInt32 = 0
    var highest: UInt32 = 0
    var lastUse: UInt64 = 0
    /// Bit n: the sequence `highest - n` was seen.
    var seen: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  }

  /// Sequences that a flow's window spans.
  static let window: UInt32 = 256

  private static let ways = 8
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int
  private var clock: UInt64 = 0

  /// Room for `capacity` flows, a power of two.
  init(capacity: Int = Limits.filteredFlowsMax) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Whether the packet is the first of its copies; notes that it came.
  ///
  /// What lies behind the window counts as seen: late is as good as twice.
  mutating func admit(source: NodeID, label: UInt32, sequence: UInt32) -> Bool {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    clock &+= 1
    let hash = UInt64(truncatingIfNeeded: source.value) ^ UInt64(label) &* 0x9e37_79b9_7f4a_7c15
    let first = (Int(truncatingIfNeeded: hash ^ hash >> 29) & bucketMask) * Self.ways
    var oldest = first
    for index in first..<(first + Self.ways) {
      if entries[index].lastUse != 0, entries[index].label == label,
        entries[index].source == source
      {
        entries[index].lastUse = clock
        return Self.admit(sequence, into: &entries[index])
      }
      if entries[index].lastUse < entries[oldest].lastUse { oldest = index }
    }
    entries[oldest] = Entry(
      source: source, label: label, highest: sequence, lastUse: clock, seen: (1, 0, 0, 0))
    return true
  }

  private static func admit(_ sequence: UInt32, into entry: inout Entry) -> Bool {
    let ahead = Int32(bitPattern: sequence &- entry.highest)
    if ahead > 0 {
      shift(&entry.seen, by: UInt32(ahead))
      entry.seen.0 |= 1
      entry.highest = sequence
      return true
    }
    let behind = UInt32(bitPattern: 0 &- ahead)
    guard behind < window else { return false }
    let bit: UInt64 = 1 << UInt64(behind % 64)
    switch behind / 64 {
    case 0: return set(&entry.seen.0, bit)
    case 1: return set(&entry.seen.1, bit)
    case 2: return set(&entry.seen.2, bit)
    default: return set(&entry.seen.3, bit)
    }
  }

  private static func set(_ word: inout UInt64, _ bit: UInt64) -> Bool {
    defer { word |= bit }
    return word & bit == 0
  }

  private static func shift(_ seen: inout (UInt64, UInt64, UInt64, UInt64), by count: UInt32) {
    guard count < window else {
      seen = (0, 0, 0, 0)
      return
    }
    var words = count / 64
    while words > 0 {
      seen = (0, seen.0, seen.1, seen.2)
      words -= 1
    }
    let bits = UInt64(count % 64)
    guard bits > 0 else { return }
    seen.3 = seen.3 << bits | seen.2 >> (64 - bits)
    seen.2 = seen.2 << bits | seen.1 >> (64 - bits)
    seen.1 = seen.1 << bits | seen.0 >> (64 - bits)
    seen.0 <<= bits
  }
}
