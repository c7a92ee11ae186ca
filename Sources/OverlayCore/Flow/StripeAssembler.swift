/// Puts packets together again whose stripes came over several paths.
///
/// A packet is whole with all stripes but one, whichever that is. Set-associative and of fixed size:
/// four packets share a bucket, and the one begun first gives way. The memory for stripes, 600 KB,
/// comes with the first of them.
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
  /// Of all stripes of a packet and their parity.
  private static let groupBytes =
    Limits.stripedBytesMax + Limits.stripedBytesMax / 2 + Int(Redundancy.stripesMax) + 1
  private var groups: [Group] = []
  private var bytes: [UInt8] = []
  private var clock: UInt64 = 0

  /// No stripes yet.
  public init() {}

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
    let hash =
      (UInt64(truncatingIfNeeded: source.value) ^ UInt64(label) << 32 ^ UInt64(first))
      &* 0x9e37_79b9_7f4a_7c15
    let buckets = Limits.stripedPacketsMax / Self.ways
    let bucket = Int(truncatingIfNeeded: hash >> 40) % buckets * Self.ways
    var oldest = bucket
    for index in bucket..<(bucket + Self.ways) {
      if groups[index].begun != 0, groups[index].first == first, groups[index].label == label,
        groups[index].source == source
      {
        return index
      }
      if groups[index].begun < groups[oldest].begun { oldest = index }
    }
    groups[oldest] = Group(
      source: source, label: label, first: first, header: header, begun: clock)
    return oldest
  }
}
