/// The receiver of an ``Announcement`` and all below it in the tree know the newcomer; or, refused,
/// the receiver has too many multicasts under way.
///
/// ```
/// | kind=34 | refused | operation 4 | newcomer 16 |
/// ```
struct AnnouncementAck: Hashable, Sendable {
  var isRefused: Bool
  var operation: UInt32
  var newcomer: NodeID

  init(operation: UInt32, newcomer: NodeID, isRefused: Bool = false) {
    self.isRefused = isRefused
    self.operation = operation
    self.newcomer = newcomer
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.announcementAck.rawValue else { throw .unknownKind }
    let flag = try reader.byte(bytes)
    guard flag <= 1 else { throw .badValue }
    isRefused = flag == 1
    operation = try reader.uint32(bytes)
    newcomer = try reader.nodeID(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.announcementAck.rawValue, to: &buffer)
    writer.byte(isRefused ? 1 : 0, to: &buffer)
    writer.uint32(operation, to: &buffer)
    writer.nodeID(newcomer, to: &buffer)
    return writer.position - offset
  }
}
