/// A relay's word that the way on to a destination carries less than the packet that it was given.
///
/// ```
/// | kind=36 | destination 16 | datagram bytes 2 |
/// ```
///
/// It goes to the neighbour that the packet came from. In a mesh that is nearly always the source;
/// under prefix routing it remembers, and tells the one before it when the next large packet comes.
struct TooBig: Hashable, Sendable {
  /// Where the packet was going.
  var destination: NodeID
  /// The largest datagram that goes on whole, ``Limits/datagramBytesBase`` or more.
  var datagramBytes: Int

  init(destination: NodeID, datagramBytes: Int) {
    self.destination = destination
    self.datagramBytes = datagramBytes
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.tooBig.rawValue else { throw .unknownKind }
    destination = try reader.nodeID(bytes)
    datagramBytes = try reader.longCount(bytes, atMost: Limits.datagramBytesMax)
    guard Limits.datagramSizes.contains(datagramBytes) else { throw .badValue }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.tooBig.rawValue, to: &buffer)
    writer.nodeID(destination, to: &buffer)
    writer.uint16(UInt16(datagramBytes), to: &buffer)
    return writer.position - offset
  }
}
