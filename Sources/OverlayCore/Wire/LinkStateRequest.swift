/// Asks a neighbour for the changes of its link state that we missed.
///
/// ```
/// | kind=4 | held version 8 |
/// ```
struct LinkStateRequest: Hashable, Sendable {
  /// The version that the asker holds; zero for nothing.
  var heldVersion: UInt64

  init(heldVersion: UInt64) {
    self.heldVersion = heldVersion
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.linkStateRequest.rawValue else {
      throw .unknownKind
    }
    heldVersion = try reader.uint64(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.linkStateRequest.rawValue, to: &buffer)
    writer.uint64(heldVersion, to: &buffer)
    return writer.position - offset
  }
}
