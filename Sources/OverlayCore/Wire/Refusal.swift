/// A relay's answer to a packet that it cannot pass on: "not through me, for now".
///
/// ```
/// | kind=9 | destination 16 |
/// ```
struct Refusal: Hashable, Sendable {
  /// The node that the relay cannot reach.
  var destination: NodeID

  init(destination: NodeID) {
    self.destination = destination
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.refusal.rawValue else { throw .unknownKind }
    destination = try reader.nodeID(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.refusal.rawValue, to: &buffer)
    writer.nodeID(destination, to: &buffer)
    return writer.position - offset
  }
}
