/// What neighbours' labels stand for.
///
/// Set-associative and of fixed size; neighbours share it (``TableShares``), however many links they
/// have. Whoever loses a label hears of it and sends in full again.
struct IncomingLabels {
  private struct Entry: SharedTableEntry {
    var header = PacketHeader(
      hopLimit: 0, trafficClass: .balanced, kind: .ip, flowLabel: 0, sequence: 0,
      source: NodeID(0), destination: NodeID(0))
    var link = LinkID.none
    var label: UInt32 = 0
    /// The neighbour at the link's other end.
    var owner = -1
    var lastUse: UInt64 = 0
  }

  private static let ways = 8
  private static let lifetime = Interval.seconds(60)
  let hash: TableHash
  private var shares = TableShares(lifetime: Self.lifetime)
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int

  /// Room for `capacity` labels, a power of two, in buckets that follow from the seed.
  init(capacity: Int = Limits.flowsMax, seed: UInt64) {
    precondition(capacity >= Self.ways && capacity.nonzeroBitCount == 1)
    hash = TableHash(seed: seed)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
  }

  /// Remembers a flow under a neighbour's label.
  mutating func learn(_ offer: LabelOffer, from link: LinkID, of neighbour: Int, now: Instant) {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    let lastUse = shares.use(at: now)
    let place = place(of: offer.label, link) ?? vacate(offer.label, link, for: neighbour)
    entries[place] = Entry(
      header: offer.header, link: link, label: offer.label, owner: neighbour, lastUse: lastUse)
  }

  /// The whole header of a packet; nil when its label is not known.
  mutating func header(
    of short: LabelledHeader, from link: LinkID, now: Instant
  ) -> PacketHeader? {
    guard let place = place(of: short.label, link) else { return nil }
    entries[place].lastUse = shares.use(at: now)
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

  /// The place that a new label takes.
  private func vacate(_ label: UInt32, _ link: LinkID, for neighbour: Int) -> Int {
    let first = bucket(of: label, link)
    return shares.place(in: entries.span, first..<(first + Self.ways), for: neighbour)
  }

  private func bucket(of label: UInt32, _ link: LinkID) -> Int {
    let hashed = hash(UInt64(label), UInt64(link.rawValue))
    return (Int(truncatingIfNeeded: hashed) & bucketMask) * Self.ways
  }
}
