/// The labels under which this node sends flows over its links, its own flows and those that it relays.
///
/// The first packets of a flow carry the whole header, so that a question and its answer cost no
/// label. A flow that goes on is offered to the neighbour, and once that has agreed, a label of three
/// bytes stands for all that its packets have in common. Nothing depends on it: a neighbour that does
/// not know a label says so, and the next packets carry the whole header again.
///
/// Set-associative and of fixed size, like ``FlowTable``, and there from the first packet on. Those from
/// whom the packets come, this node and its neighbours, share it (``TableShares``): what a header names as
/// its source a relay cannot prove.
struct OutgoingLabels {
  /// Packets of a flow with the whole header before a label is offered.
  static let patience: UInt8 = 4
  /// How long an offer may be unanswered before it is made again.
  static let offerInterval = Interval.milliseconds(200)
  /// Packets that a label may be unused for: both ends still agree then about the 24 bits of a
  /// sequence that travel.
  private static let sequencesMax: UInt32 = 1 << 22

  private enum State: UInt8 {
    case counting, offered, known
  }

  private struct Entry: SharedTableEntry {
    var header = OutgoingLabels.nobody
    var link = LinkID.none
    /// The neighbour that the flow's first packet came from; -1 for this node.
    var owner = -1
    var state = State.counting
    var packets: UInt8 = 0
    /// Grows whenever the place is given to another flow, so that what the neighbour knows of the
    /// one before is not taken for this one.
    var generation: UInt32 = 0
    var offeredAt = Instant.zero
    var lastUse: UInt64 = 0
  }

  private static let nobody = PacketHeader(
    hopLimit: 0, trafficClass: .balanced, kind: .ip, flowLabel: 0, sequence: 0, source: NodeID(0),
    destination: NodeID(0))
  private static let ways = 8
  private static let lifetime = Interval.seconds(60)
  let hash: TableHash
  private var shares = TableShares(lifetime: Self.lifetime)
  private var entries: [Entry] = []
  private let capacity: Int
  private let bucketMask: Int
  private let placeBits: UInt32

  /// Room for `capacity` flows, a power of two of at most 65,536, in buckets that follow from the seed.
  init(capacity: Int = Limits.flowsMax, seed: UInt64) {
    precondition(
      capacity >= Self.ways && capacity <= 1 << 16 && capacity.nonzeroBitCount == 1)
    hash = TableHash(seed: seed)
    self.capacity = capacity
    bucketMask = capacity / Self.ways - 1
    placeBits = UInt32(capacity.trailingZeroBitCount)
  }

  /// How a packet is to be sent.
  enum Form: Hashable {
    case full
    /// In full, and its flow is to be offered from that place.
    case offering(place: Int)
    case labelled(UInt32)
  }

  /// How a packet is to be sent over a link; counts it.
  ///
  /// - Parameter neighbour: Who sent it to this node; -1 for a packet of its own.
  mutating func form(
    of header: PacketHeader, on link: LinkID, from neighbour: Int, now: Instant
  ) -> Form {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: capacity) }
    let lastUse = shares.use(at: now)
    let first = bucket(of: header, link)
    for index in first..<(first + Self.ways)
    where entries[index].link == link && entries[index].lastUse != 0
      && header.isOfFlow(entries[index].header)
    {
      entries[index].lastUse = lastUse
      return form(of: header, at: index, now: now)
    }
    let place = shares.place(in: entries.span, first..<(first + Self.ways), for: neighbour)
    let generation = entries[place].generation &+ 1
    entries[place] = Entry(
      header: header, link: link, owner: neighbour, packets: 1, generation: generation,
      lastUse: lastUse)
    return .full
  }

  private mutating func form(of header: PacketHeader, at index: Int, now: Instant) -> Form {
    let unused = header.sequence &- entries[index].header.sequence
    entries[index].header.sequence = header.sequence
    if entries[index].state == .known {
      if unused < Self.sequencesMax { return .labelled(label(of: index)) }
      entries[index].state = .counting
    }
    guard entries[index].packets >= Self.patience else {
      entries[index].packets += 1
      return .full
    }
    if entries[index].state == .offered,
      now - entries[index].offeredAt < Self.offerInterval
    {
      return .full
    }
    entries[index].state = .offered
    entries[index].offeredAt = now
    return .offering(place: index)
  }

  /// The offer from a place, and the link that it is for; nil when the place is another flow's now.
  func offer(at place: Int) -> (link: LinkID, offer: LabelOffer)? {
    guard entries.indices.contains(place), entries[place].state == .offered else { return nil }
    return (entries[place].link, LabelOffer(label: label(of: place), header: entries[place].header))
  }

  /// Takes a neighbour's answer.
  mutating func take(_ answer: LabelAnswer, from link: LinkID) {
    let place = Int(answer.label & UInt32(capacity - 1))
    guard entries.indices.contains(place), entries[place].link == link,
      label(of: place) == answer.label
    else { return }
    if answer.isKnown {
      if entries[place].state == .offered { entries[place].state = .known }
    } else if entries[place].state == .known {
      // What it lost it is offered again with the next packet.
      entries[place].state = .counting
    }
  }

  /// Forgets what was sent over a link that is gone: its number may become another's.
  mutating func forget(_ link: LinkID) {
    for index in entries.indices where entries[index].link == link {
      entries[index] = Entry(generation: entries[index].generation)
    }
  }

  private func label(of place: Int) -> UInt32 {
    (entries[place].generation << placeBits | UInt32(place)) & LabelledHeader.mask
  }

  private func bucket(of header: PacketHeader, _ link: LinkID) -> Int {
    let flow = UInt64(header.flowLabel) << 16 | UInt64(link.rawValue)
    return (Int(truncatingIfNeeded: hash(header.source, flow)) & bucketMask) * Self.ways
  }
}
