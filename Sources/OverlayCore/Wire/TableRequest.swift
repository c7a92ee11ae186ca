/// Asks a neighbour for nodes that it knows.
///
/// ```
/// | kind=30 | purpose | request 2 | level | distance µs 4 | contact 67 |
/// ```
package struct TableRequest: Hashable, Sendable {
  /// What for.
  package enum Purpose: UInt8, Hashable, Sendable {
    /// Who is next on the way to the asker's root, and is it you?
    case surrogate = 1
    /// Whom do you know that shares `level` digits with the asker?
    case neighbours = 2
  }

  var purpose: Purpose
  /// Comes back in the answer, never zero.
  var request: UInt16
  /// Digits that the wanted nodes share with the asker.
  var level: UInt8
  /// The asker's round trip to the receiver in microseconds; zero when it has not measured it.
  var distance: UInt32
  /// Who asks.
  var asker: Contact

  /// A request with every field given.
  package init(
    purpose: Purpose, request: UInt16, level: UInt8, distance: UInt32, asker: Contact
  ) {
    self.purpose = purpose
    self.request = request
    self.level = level
    self.distance = distance
    self.asker = asker
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.tableRequest.rawValue else { throw .unknownKind }
    guard let purpose = Purpose(rawValue: try reader.byte(bytes)) else { throw .unknownKind }
    self.purpose = purpose
    request = try reader.uint16(bytes)
    level = try reader.byte(bytes)
    distance = try reader.uint32(bytes)
    asker = try reader.contact(bytes)
    guard request != 0, level < 128 else { throw .badValue }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  package func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.tableRequest.rawValue, to: &buffer)
    writer.byte(purpose.rawValue, to: &buffer)
    writer.uint16(request, to: &buffer)
    writer.byte(level, to: &buffer)
    writer.uint32(distance, to: &buffer)
    writer.contact(asker, to: &buffer)
    return writer.position - offset
  }
}
