/// Puts packets together again whose stripes came over several paths.
///
/// A packet is whole with all stripes but one, whichever that is. Set-associative and of fixed size:
/// four packets share a bucket, and sources share it (``TableShares``): one member's halves of packets push
/// out none of a source that has fewer in a bucket. The memory for stripes, 600 KB, comes with the first of
/// them.
public struct StripeAssembler {
  /// A packet that is whole.
  public struct Packet: Hashable, Sendable {
    /// What it is.
    public var kind: PayloadKind
    /// How many bytes it has.
    public var byteCount: Int
    var start: Int
  }

  private struct Group: SharedTableEntry {
    var source = NodeID(0)
    var label: UInt32 = 0
    var first: UInt32 = 0
    var header: StripeHeader?
    /// A bit for each stripe that came.
    var came: UInt8 = 0
    var isDone = false
    /// When the first of its stripes came.
    var lastUse: UInt64 = 0

    var owner: NodeID { source }
  }

  private static let ways = 4
  /// Longer than any path is slower than another.
  private static let lifetime = Interval.seconds(1)
  /// Of all stripes of a packet and their parity.
  private static let groupBytes =
    Limits.stripedBytesMax + Limits.stripedBytesMax / 2 + Int(Redundancy.stripesMax) + 1
  private var groups: [Group] = []
  private var bytes: [UInt8] = []
  let hash: TableHash
  private var shares = TableShares(lifetime: Self.lifetime)

  /// No stripes yet.
  ///
  /// - Parameter seed: Of the node's own choice and told to nobody: what falls into one bucket follows
  ///   from it.
  public init(seed: UInt64) {
    hash = TableHash(seed: seed)
  }

  /// Takes a stripe in.
  ///
  /// - Parameters:
  ///   - header: The stripe's own.
  ///   - packet: That of the packet which carried it.
  ///   - span: Where the stripe lies,
  ///   - range: and where in there, its header not included.
  ///   - now: The present.
  /// - Returns: The packet, when this stripe makes it whole.
  public mutating func add(
    _ header: StripeHeader, of packet: PacketHeader, _ span: borrowing Span<UInt8>,
    _ range: Range<Int>, now: Instant
  ) -> Packet? {
    if groups.isEmpty {
      groups = Array(repeating: Group(), count: Limits.stripedPacketsMax)
      bytes = Array(repeating: 0, count: Limits.stripedPacketsMax * Self.groupBytes)
    }
    let first = packet.sequence &- UInt32(header.index)
    let place = place(of: packet, first: first, header, now: now)
    let bit: UInt8 = 1 << UInt8(header.index)
    guard let known = groups[place].header, known.stripes == header.stripes,
      known.payloadBytes == header.payloadBytes, known.kind == header.kind,
      !groups[place].isDone, groups[place].came & bit == 0
    else { return nil }
    groups[place].came |= bit
    let start = place * Self.groupBytes + header.index * header.stripeBytes
    for position in 0..<header.stripeBytes {
      bytes[start + position] = span[range.lowerBound + position]
    }
    guard groups[place].came.nonzeroBitCount == header.stripes else { return nil }
    groups[place].isDone = true
    fillIn(place, header)
    return Packet(
      kind: header.kind, byteCount: header.payloadBytes, start: place * Self.groupBytes)
  }

  /// Writes a whole packet so that it starts at `offset`. Before any other stripe is taken in.
  public func write(_ packet: Packet, to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    for position in 0..<packet.byteCount {
      buffer[offset + position] = bytes[packet.start + position]
    }
  }

  /// The stripe that has not come, from the others.
  private mutating func fillIn(_ place: Int, _ header: StripeHeader) {
    let missing = (0..<header.stripes).first { groups[place].came >> UInt8($0) & 1 == 0 }
    guard let missing else { return }
    let (start, length) = (place * Self.groupBytes, header.stripeBytes)
    for position in 0..<length {
      var byte: UInt8 = 0
      for stripe in 0...header.stripes where stripe != missing {
        byte ^= bytes[start + stripe * length + position]
      }
      bytes[start + missing * length + position] = byte
    }
  }

  /// Where a packet's stripes are gathered: made when this is the first of them.
  private mutating func place(
    of packet: PacketHeader, first: UInt32, _ header: StripeHeader, now: Instant
  ) -> Int {
    let (source, label) = (packet.source, packet.flowLabel)
    let hashed = hash(source, UInt64(label) << 32 | UInt64(first))
    let buckets = UInt64(Limits.stripedPacketsMax / Self.ways)
    let start = Int(truncatingIfNeeded: hashed % buckets) * Self.ways
    for index in start..<(start + Self.ways)
    where groups[index].lastUse != 0 && groups[index].first == first
      && groups[index].label == label && groups[index].source == source
    {
      return index
    }
    let begun = shares.use(at: now)
    let place = shares.place(in: groups.span, start..<(start + Self.ways), for: source)
    groups[place] = Group(
      source: source, label: label, first: first, header: header, lastUse: begun)
    return place
  }
}
