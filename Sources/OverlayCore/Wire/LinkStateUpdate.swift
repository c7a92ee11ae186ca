/// What one node measured on its own links, sent straight to each neighbour.
///
/// ```
/// | kind=3 | from version 8 | to version 8 | n | n × entry 26... |
/// entry: | node 16 | M state 1 | round trip, 16 µs units 3 | loss, of 65,535 2 |
///        | datagram bytes 2 | variation, 16 µs units 2 |
///   if M:| delivered 2 | m | m × value 7 |
/// ```
///
/// Paths have at most one relay, so a node needs the link state of those whom it can reach
/// itself and of nobody else: there is nothing to flood, and nothing that a third party could
/// forge (RON, section 3.2; docs/decisions/0003).
struct LinkStateUpdate: Hashable, Sendable {
  /// The best link from the sender to one node.
  struct Entry: Hashable, Sendable {
    var node: NodeID
    var state: LinkState
    /// Smoothed round trip.
    var roundTrip: Interval
    /// Share of frames lost on the way to `node`, 0...1.
    var loss: Double
    /// The largest datagram that goes to `node` whole, ``Limits/datagramBytesBase`` or more.
    var datagramBytes = Limits.datagramBytesBase
    /// Smoothed difference between one round trip and the next.
    var variation = Interval.zero
    /// The most that it was seen to deliver of late, in bytes a second.
    var delivered: UInt64 = 0
    /// What applications reported of it, by metric.
    var values: [MetricValue] = []

    /// Bytes on the wire.
    var byteCount: Int { 26 + (hasMore ? 3 + values.count * MetricValue.byteCount : 0) }

    /// Whether there is more than beacons tell, as there is not on an idle network.
    fileprivate var hasMore: Bool { delivered > 0 || !values.isEmpty }
  }

  /// Bytes on the wire before the entries.
  static let headerBytes = 18

  /// The update holds every change after this version,
  var fromVersion: UInt64
  /// up to this one.
  var toVersion: UInt64
  /// The links that changed, at most ``Limits/linkStateEntriesMax``.
  var entries: [Entry]

  static let unit = Interval.microseconds(16)

  /// So many units; an interval's arithmetic ends at the largest there is.
  private static func interval(_ units: UInt64) -> Interval { unit * units }

  init(fromVersion: UInt64, toVersion: UInt64, entries: [Entry]) {
    self.fromVersion = fromVersion
    self.toVersion = toVersion
    self.entries = entries
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or longer than its bound.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.linkState.rawValue else { throw .unknownKind }
    fromVersion = try reader.uint64(bytes)
    toVersion = try reader.uint64(bytes)
    guard fromVersion <= toVersion else { throw .badValue }
    let count = try reader.count(bytes, atMost: Limits.linkStateEntriesMax)
    entries = []
    entries.reserveCapacity(count)
    for _ in 0..<count {
      let node = try reader.nodeID(bytes)
      let flags = try reader.byte(bytes)
      guard let state = LinkState(rawValue: flags & 0x7f) else { throw .badValue }
      let high = UInt64(try reader.byte(bytes))
      let low = UInt64(try reader.uint16(bytes))
      let loss = Double(try reader.uint16(bytes)) / 65_535
      let datagramBytes = try reader.longCount(bytes, atMost: Limits.datagramBytesMax)
      guard Limits.datagramSizes.contains(datagramBytes) else { throw .badValue }
      var entry = Entry(
        node: node, state: state, roundTrip: Self.interval(high << 16 | low), loss: loss,
        datagramBytes: datagramBytes, variation: Self.interval(UInt64(try reader.uint16(bytes))))
      if flags & 0x80 != 0 {
        entry.delivered = CompactRate.decode(try reader.uint16(bytes))
        entry.values = try Self.values(&reader, bytes)
        guard entry.hasMore else { throw .badValue }
      }
      entries.append(entry)
    }
    try reader.finish()
  }

  private static func values(
    _ reader: inout ByteReader, _ bytes: borrowing Span<UInt8>
  ) throws(DecodeError) -> [MetricValue] {
    let count = try reader.count(bytes, atMost: Limits.applicationMetricsMax)
    var values: [MetricValue] = []
    for _ in 0..<count { values.append(try MetricValue(&reader, bytes)) }
    return values
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.linkState.rawValue, to: &buffer)
    writer.uint64(fromVersion, to: &buffer)
    writer.uint64(toVersion, to: &buffer)
    writer.byte(UInt8(entries.count), to: &buffer)
    for entry in entries {
      writer.nodeID(entry.node, to: &buffer)
      writer.byte(entry.state.rawValue | (entry.hasMore ? 0x80 : 0), to: &buffer)
      let units = min(entry.roundTrip.nanoseconds / Self.unit.nanoseconds, 0xff_ffff)
      writer.byte(UInt8(units >> 16), to: &buffer)
      writer.uint16(UInt16(truncatingIfNeeded: units), to: &buffer)
      writer.uint16(UInt16((min(max(entry.loss, 0), 1) * 65_535).rounded()), to: &buffer)
      writer.uint16(UInt16(entry.datagramBytes), to: &buffer)
      let variation = entry.variation.nanoseconds / Self.unit.nanoseconds
      writer.uint16(UInt16(clamping: variation), to: &buffer)
      guard entry.hasMore else { continue }
      writer.uint16(CompactRate.encode(entry.delivered), to: &buffer)
      writer.byte(UInt8(entry.values.count), to: &buffer)
      for value in entry.values { value.write(&writer, to: &buffer) }
    }
    return writer.position - offset
  }
}
