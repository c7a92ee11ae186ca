/// Which records a node holds for a stretch of the identifier space, sent when digests differ.
///
/// ```
/// | kind=5 | first node 16 | last node 16 | n | n × entry 29 |
/// entry: | node 16 | incarnation 8 | sequence 4 | departed 1 |
/// ```
///
/// The receiver sends what it knows better and asks for what the sender knows better; a node of
/// the stretch that is not listed is one that the sender does not know. All of it is hearsay: it
/// decides which records are asked for, and nothing else.
struct MemberSummary: Hashable, Sendable {
  /// One member's newest known version.
  struct Entry: Hashable, Sendable {
    var node: NodeID
    var incarnation: UInt64
    var sequence: UInt32
    /// Whether the sender takes the node for gone.
    var hasDeparted: Bool

    init(node: NodeID, incarnation: UInt64, sequence: UInt32, hasDeparted: Bool) {
      self.node = node
      self.incarnation = incarnation
      self.sequence = sequence
      self.hasDeparted = hasDeparted
    }

    /// Reads an entry and leaves the reader behind it.
    init(_ bytes: borrowing Span<UInt8>, reader: inout ByteReader) throws(DecodeError) {
      node = try reader.nodeID(bytes)
      incarnation = try reader.uint64(bytes)
      sequence = try reader.uint32(bytes)
      guard incarnation <= Limits.incarnationMax, sequence <= Limits.sequenceMax else {
        throw .badValue
      }
      let departed = try reader.byte(bytes)
      guard departed <= 1 else { throw .badValue }
      hasDeparted = departed == 1
    }
  }

  var first: NodeID
  var last: NodeID
  /// In rising order of node, at most ``Limits/summaryEntriesMax``.
  var entries: [Entry]

  init(first: NodeID, last: NodeID, entries: [Entry]) {
    self.first = first
    self.last = last
    self.entries = entries
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed, unordered or longer than its bound, or when a
  ///   number is too great.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.memberSummary.rawValue else { throw .unknownKind }
    first = try reader.nodeID(bytes)
    last = try reader.nodeID(bytes)
    let count = try reader.count(bytes, atMost: Limits.summaryEntriesMax)
    entries = []
    entries.reserveCapacity(count)
    for _ in 0..<count {
      let entry = try Entry(bytes, reader: &reader)
      guard first <= entry.node, entry.node <= last else { throw .badValue }
      if let before = entries.last, before.node >= entry.node { throw .badValue }
      entries.append(entry)
    }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.memberSummary.rawValue, to: &buffer)
    writer.nodeID(first, to: &buffer)
    writer.nodeID(last, to: &buffer)
    writer.byte(UInt8(entries.count), to: &buffer)
    for entry in entries {
      writer.nodeID(entry.node, to: &buffer)
      writer.uint64(entry.incarnation, to: &buffer)
      writer.uint32(entry.sequence, to: &buffer)
      writer.byte(entry.hasDeparted ? 1 : 0, to: &buffer)
    }
    return writer.position - offset
  }
}
