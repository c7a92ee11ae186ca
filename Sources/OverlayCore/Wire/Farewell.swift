/// A node's last word before it stops, so that nobody has to find out.
///
/// ```
/// | kind=8 | incarnation 8 |
/// ```
struct Farewell: Hashable, Sendable {
  /// The incarnation that ends.
  var incarnation: UInt64

  init(incarnation: UInt64) {
    self.incarnation = incarnation
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.farewell.rawValue else { throw .unknownKind }
    incarnation = try reader.uint64(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.farewell.rawValue, to: &buffer)
    writer.uint64(incarnation, to: &buffer)
    return writer.position - offset
  }
}
