/// A root's answer to the owner of a record: kept, or not and why.
///
/// ```
/// | envelope 38, kind=24 | outcome 1 | version 8 |
/// ```
///
/// The version is the one that the root has now, so that an owner that lost count can go beyond it;
/// zero when it has none. The envelope's origin is the root.
public struct DirectoryAcknowledgement: Hashable, Sendable {
  /// Where it goes, and the number of the publication.
  public var envelope: DirectoryEnvelope
  /// What became of the record.
  public var outcome: DirectoryOutcome
  /// The version that the root has.
  public var version: UInt64

  init(
    to owner: NodeID, origin: NodeID, request: UInt32, outcome: DirectoryOutcome, version: UInt64
  ) {
    envelope = DirectoryEnvelope(
      kind: .directoryAcknowledgement, toward: owner, origin: origin, request: request)
    self.outcome = outcome
    self.version = version
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    envelope = try DirectoryEnvelope(bytes, reader: &reader)
    guard envelope.kind == .directoryAcknowledgement else { throw .unknownKind }
    guard let outcome = DirectoryOutcome(rawValue: try reader.byte(bytes)) else {
      throw .badValue
    }
    self.outcome = outcome
    version = try reader.uint64(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    envelope.write(to: &buffer, writer: &writer)
    writer.byte(outcome.rawValue, to: &buffer)
    writer.uint64(version, to: &buffer)
    return writer.position - offset
  }
}
