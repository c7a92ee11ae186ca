/// A newcomer is told to every node that shares its prefix: one step of the acknowledged multicast
/// that a join begins with (ICNP 2003, section 2.1; PAPERS.md, "join").
///
/// ```
/// | kind=33 | level | operation 4 | newcomer contact 67 |
/// ```
package struct Announcement: Hashable, Sendable {
  /// Digits that the receiver and all below it in the tree share with each other.
  var level: UInt8
  /// Tells one multicast from another, together with the newcomer.
  var operation: UInt32
  /// Who is new.
  var newcomer: Contact

  /// An announcement with every field given.
  package init(level: UInt8, operation: UInt32, newcomer: Contact) {
    self.level = level
    self.operation = operation
    self.newcomer = newcomer
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.announcement.rawValue else { throw .unknownKind }
    level = try reader.byte(bytes)
    operation = try reader.uint32(bytes)
    newcomer = try reader.contact(bytes)
    guard level <= 128 else { throw .badValue }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  package func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.announcement.rawValue, to: &buffer)
    writer.byte(level, to: &buffer)
    writer.uint32(operation, to: &buffer)
    writer.contact(newcomer, to: &buffer)
    return writer.position - offset
  }
}
