/// How full the sender's routing table is, so that the receiver can send what is missing and
/// nothing else: for each entry the number of its nodes and, unless it is full, a digest of them.
///
/// ```
/// | kind=32 | bits of a digit | width | levels | for each entry: count 1 | digest 2 |
/// ```
///
/// The digest is there only where `0 < count < width`.
struct TableSummary: Hashable, Sendable {
  /// One entry.
  struct Entry: Hashable, Sendable {
    var count: UInt8
    /// The XOR of its nodes' folded identifiers; zero for an empty or full entry.
    var digest: UInt16
  }

  var base: DigitBase
  /// Nodes in a full entry.
  var width: UInt8
  /// By level and digit, at most ``Limits/summarisedEntriesMax``.
  var entries: [Entry]

  init(base: DigitBase, width: UInt8, entries: [Entry]) {
    self.base = base
    self.width = width
    self.entries = entries
  }

  /// What tells one set of nodes from another.
  static func digest(of node: NodeID) -> UInt16 {
    let folded =
      UInt64(truncatingIfNeeded: node.value) ^ UInt64(truncatingIfNeeded: node.value >> 64)
    return UInt16(truncatingIfNeeded: folded &* 0x9e37_79b9_7f4a_7c15 >> 48)
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or too long.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.tableSummary.rawValue else { throw .unknownKind }
    guard let base = DigitBase(rawValue: try reader.byte(bytes)) else { throw .badValue }
    self.base = base
    width = try reader.byte(bytes)
    let levels = try reader.count(bytes, atMost: Limits.summarisedEntriesMax / base.count)
    guard width > 0 else { throw .badValue }
    let count = levels &* base.count
    entries = []
    entries.reserveCapacity(count)
    for _ in 0..<count {
      let nodes = try reader.byte(bytes)
      guard nodes <= width else { throw .badValue }
      let isPartial = nodes > 0 && nodes < width
      entries.append(Entry(count: nodes, digest: isPartial ? try reader.uint16(bytes) : 0))
    }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.tableSummary.rawValue, to: &buffer)
    writer.byte(base.rawValue, to: &buffer)
    writer.byte(width, to: &buffer)
    writer.byte(UInt8(entries.count / base.count), to: &buffer)
    for entry in entries {
      writer.byte(entry.count, to: &buffer)
      if entry.count > 0, entry.count < width { writer.uint16(entry.digest, to: &buffer) }
    }
    return writer.position - offset
  }
}
