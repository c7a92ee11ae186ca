/// Asks a neighbour for the records of some nodes.
///
/// ```
/// | kind=6 | n | n × node 16 |
/// ```
///
/// The nodes stand in rising order, so that none is asked for twice.
struct MemberRequest: Hashable, Sendable {
  /// In rising order, at most ``Limits/requestEntriesMax``.
  var nodes: [NodeID]

  init(nodes: [NodeID]) {
    self.nodes = nodes
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed, unordered or longer than its bound.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.memberRequest.rawValue else { throw .unknownKind }
    let count = try reader.count(bytes, atMost: Limits.requestEntriesMax)
    nodes = []
    nodes.reserveCapacity(count)
    for _ in 0..<count {
      let node = try reader.nodeID(bytes)
      if let before = nodes.last, before >= node { throw .badValue }
      nodes.append(node)
    }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.memberRequest.rawValue, to: &buffer)
    writer.byte(UInt8(nodes.count), to: &buffer)
    for node in nodes { writer.nodeID(node, to: &buffer) }
    return writer.position - offset
  }
}
