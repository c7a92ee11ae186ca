/// Asks the root of a key, or one of its replicas, to keep a record or to take note of a removal.
///
/// ```
/// | envelope 38, kind=20 or 21 | age s 4 | record |
/// ```
///
/// Kind 20 carries a record, 21 a removal. The age is how long ago the owner said it: a copy of a
/// copy lives no longer than the first. Sent toward the key it is for the root; toward a node, it is
/// a replica for that node and no other.
public struct DirectoryPublish: Hashable, Sendable {
  /// Where it goes and who wants to know.
  public var envelope: DirectoryEnvelope
  /// Seconds since the owner said it.
  public var ageSeconds: UInt32
  /// What it said.
  public var record: DirectoryRecord

  /// A frame with every field given.
  package init(
    toward: NodeID, origin: NodeID, request: UInt32, ageSeconds: UInt32, record: DirectoryRecord
  ) {
    envelope = DirectoryEnvelope(
      kind: record.isRemoval ? .directoryRemove : .directoryPublish, toward: toward,
      origin: origin, request: request)
    self.ageSeconds = ageSeconds
    self.record = record
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or longer than its bounds.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    envelope = try DirectoryEnvelope(bytes, reader: &reader)
    guard envelope.kind == .directoryPublish || envelope.kind == .directoryRemove else {
      throw .unknownKind
    }
    ageSeconds = try reader.uint32(bytes)
    record = try reader.directoryRecord(bytes, isRemoval: envelope.kind == .directoryRemove)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  package func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    envelope.write(to: &buffer, writer: &writer)
    writer.uint32(ageSeconds, to: &buffer)
    writer.directoryRecord(record, to: &buffer)
    return writer.position - offset
  }
}
