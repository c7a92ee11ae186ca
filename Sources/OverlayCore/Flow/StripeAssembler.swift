/// Puts packets together again whose stripes came over several paths.
///
/// A packet is whole with all stripes but one, whichever that is. Set-associative and of fixed size:
/// four packets share a bucket, and the one begun first gives way. A source that has half of a bucket gives
/// way to itself, and nobody can aim at a bucket (``TableHash``): one member's halves of packets leave
/// the others half of each. The memory for stripes, 600 KB, comes with the first of them.
public struct StripeAssembler {
  /// A packet that is whole.
  public struct Packet: Hashable, Sendable {
    /// What it is.
    public var kind: PayloadKind
    /// How many bytes it has.
    public var byteCount: Int
    var start: Int
  }

  private struct Group {
    var source = NodeID(0)
    var label: UInt32 = 0
    var first: UInt32 = 0
    var header: StripeHeader?
    /// A bit for each stripe that came.
    var came: UInt8 = 0
    var isDone = false
    var begun: UInt64 = 0
  }

  private static let ways = 4
  /// Places of a bucket that one source may take from others.
  private static let share = 2
  /// Of all stripes of a packet and their parity.
  private static let groupBytes =
    Limits.stripedBytesMax + Limits.stripedBytesMax / 2 + Int(Redundancy.stripesMax) + 1
  private var groups: [Group] = []
  private var bytes: [UInt8] = []
  private var clock: UInt64 = 0
  private let hash: TableHash

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
  /// - Returns: The packet, when this stripe makes it whole.
  public mutating func add(
    _ header: StripeHeader, of packet: PacketHeader, _ span: borrowing Span<UInt8>,
    _ range: Range<Int>
  ) -> Packet? {
    if groups.isEmpty {
      groups = Array(repeating: Group(), count: Limits.stripedPacketsMax)
      bytes = Array(repeating: 0, count: Limits.stripedPacketsMax * Self.groupBytes)
    }
    let first = packet.sequence &- UInt32(header.index)
    let place = place(source: packet.source, label: packet.flowLabel, first: first, header)
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

  private mutating func place(
    source: NodeID, label: UInt32, first: UInt32, _ header: StripeHeader
  ) -> Int {
    clock &+= 1
    let hashed = hash(source, UInt64(label) << 32 | UInt64(first))
    let buckets = UInt64(Limits.stripedPacketsMax / Self.ways)
    let bucket = Int(truncatingIfNeeded: hashed % buckets) * Self.ways
    for index in bucket..<(bucket + Self.ways)
    where groups[index].begun != 0 && groups[index].first == first
      && groups[index].label == label && groups[index].source == source
    {
      return index
    }
    let place = vacate(bucket, for: source)
    groups[place] = Group(
      source: source, label: label, first: first, header: header, begun: clock)
    return place
  }

  /// The place that a new packet takes in a bucket.
  private func vacate(_ bucket: Int, for source: NodeID) -> Int {
    var (oldest, own) = (bucket, 0)
    var ownOldest: Int?
    for index in bucket..<(bucket + Self.ways) {
      if groups[index].begun < groups[oldest].begun { oldest = index }
      guard groups[index].begun != 0, groups[index].source == source else { continue }
      own += 1
      if ownOldest.map({ groups[index].begun < groups[$0].begun }) ?? true { ownOldest = index }
    }
    guard groups[oldest].begun != 0, own >= Self.share, let ownOldest else { return oldest }
    return ownOldest
  }
}
