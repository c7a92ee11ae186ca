/// What neighbours' labels stand for.
///
/// A neighbour that fills the table takes the places of its own labels first; what others lose
/// thereby they hear of and send in full again.
struct IncomingLabels {
  private struct Entry {
    var header = PacketHeader(
      hopLimit: 0, trafficClass: .balanced, kind: .ip, flowLabel: 0, sequence: 0,
      source: NodeID(0), destination: NodeID(0))
    var link = LinkID.none
    var label: UInt32 = 0
    var lastUse: UInt64 = 0
  }

  private static let ways = 8
  /// Places of a bucket that one link may take from others.
  private static let share = 4
  private let hash: TableHash
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int
  private var clock: UInt64 = 0

  /// Room for `capacity` labels, a power of two, in buckets that follow from the seed.
  init(capacity: Int = Limits.flowsMax, seed: UInt64) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    hash = TableHash(seed: seed)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Remembers a flow under a neighbour's label.
  mutating func learn(_ offer: LabelOffer, from link: LinkID) {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    clock &+= 1
    let place = place(of: offer.label, link) ?? vacate(bucket(of: offer.label, link), for: link)
    entries[place] = Entry(header: offer.header, link: link, label: offer.label, lastUse: clock)
  }

  /// The whole header of a packet; nil when its label is not known.
  mutating func header(of short: LabelledHeader, from link: LinkID) -> PacketHeader? {
    guard let place = place(of: short.label, link) else { return nil }
    clock &+= 1
    entries[place].lastUse = clock
    let last = entries[place].header.sequence
    let ahead = (short.sequence &- last) & LabelledHeader.mask
    // The nearest number with these 24 bits, before or after the last one.
    let isBehind = ahead > LabelledHeader.mask / 2
    let sequence = last &+ ahead &- (isBehind ? LabelledHeader.mask + 1 : 0)
    if !isBehind { entries[place].header.sequence = sequence }
    var header = entries[place].header
    header.sequence = sequence
    header.hopByte = short.hops
    return header
  }

  /// Forgets the labels of a link that is gone.
  mutating func forget(_ link: LinkID) {
    for index in entries.indices where entries[index].link == link { entries[index] = Entry() }
  }

  private func place(of label: UInt32, _ link: LinkID) -> Int? {
    guard !entries.isEmpty else { return nil }
    let first = bucket(of: label, link)
    for index in first..<(first + Self.ways)
    where entries[index].label == label && entries[index].link == link { return index }
    return nil
  }

  /// The place that a new label takes in a bucket.
  private func vacate(_ first: Int, for link: LinkID) -> Int {
    var oldest = first
    var ownOldest: Int?
    var own = 0
    for index in first..<(first + Self.ways) {
      if entries[index].lastUse < entries[oldest].lastUse { oldest = index }
      guard entries[index].link == link else { continue }
      own += 1
      if ownOldest.map({ entries[index].lastUse < entries[$0].lastUse }) ?? true {
        ownOldest = index
      }
    }
    guard entries[oldest].link != .none, own >= Self.share, let ownOldest else { return oldest }
    return ownOldest
  }

  private func bucket(of label: UInt32, _ link: LinkID) -> Int {
    let hashed = hash(UInt64(label), UInt64(link.rawValue))
    return (Int(truncatingIfNeeded: hashed) & bucketMask) * Self.ways
  }
}
