/// One record of those that a root has for a lookup, or its word that it has none.
///
/// ```
/// | envelope 38, kind=23 | part 1 | parts 1 | age s 4 | record |   part below parts
/// | envelope 38, kind=23 | part=0 | parts=0 |                       none
/// ```
///
/// One record a frame: a record with its proof fills most of one, and each is verified by itself.
public struct DirectoryAnswer: Hashable, Sendable {
  /// A record and how long ago its owner said it.
  public struct Part: Hashable, Sendable {
    /// Which of the frames this is, from zero.
    public var number: UInt8
    /// How many frames there are, at most ``Limits/answerPartsMax``.
    public var count: UInt8
    /// Seconds since the owner said it.
    public var ageSeconds: UInt32
    /// What it said; never a removal.
    public var record: DirectoryRecord
  }

  /// Where it goes, and the number of the lookup.
  public var envelope: DirectoryEnvelope
  /// The record; nil when the root has none.
  public var part: Part?

  init(to asker: NodeID, origin: NodeID, request: UInt32, part: Part?) {
    envelope = DirectoryEnvelope(
      kind: .directoryAnswer, toward: asker, origin: origin, request: request)
    self.part = part
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or longer than its bounds.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    envelope = try DirectoryEnvelope(bytes, reader: &reader)
    guard envelope.kind == .directoryAnswer else { throw .unknownKind }
    let number = try reader.byte(bytes)
    let count = try reader.byte(bytes)
    guard count <= Limits.answerPartsMax else { throw .tooLong }
    if count == 0 {
      guard number == 0 else { throw .badValue }
      part = nil
    } else {
      guard number < count else { throw .badValue }
      let age = try reader.uint32(bytes)
      part = Part(
        number: number, count: count, ageSeconds: age,
        record: try reader.directoryRecord(bytes, isRemoval: false))
    }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    envelope.write(to: &buffer, writer: &writer)
    writer.byte(part?.number ?? 0, to: &buffer)
    writer.byte(part?.count ?? 0, to: &buffer)
    if let part {
      writer.uint32(part.ageSeconds, to: &buffer)
      writer.directoryRecord(part.record, to: &buffer)
    }
    return writer.position - offset
  }
}
