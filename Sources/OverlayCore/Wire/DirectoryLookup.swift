/// Asks the root of a key for its records.
///
/// ```
/// | envelope 38, kind=22 | kind of record 1 |
/// ```
///
/// The envelope's `toward` is the key, and its request number, never zero, comes back in the answer.
public struct DirectoryLookup: Hashable, Sendable {
  /// Where it goes and who wants to know.
  public var envelope: DirectoryEnvelope
  /// The kind that is wanted; nil, a zero on the wire, for every kind.
  public var kind: DirectoryKind?

  init(key: DirectoryKey, kind: DirectoryKind?, origin: NodeID, request: UInt32) {
    envelope = DirectoryEnvelope(
      kind: .directoryLookup, toward: key.place, origin: origin, request: request)
    self.kind = kind
  }

  /// The key that is looked up.
  public var key: DirectoryKey { DirectoryKey(envelope.toward) }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    envelope = try DirectoryEnvelope(bytes, reader: &reader)
    guard envelope.kind == .directoryLookup else { throw .unknownKind }
    guard envelope.request != 0 else { throw .badValue }
    let kind = try reader.byte(bytes)
    self.kind = kind == 0 ? nil : DirectoryKind(rawValue: kind)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    envelope.write(to: &buffer, writer: &writer)
    writer.byte(kind?.rawValue ?? 0, to: &buffer)
    return writer.position - offset
  }
}
