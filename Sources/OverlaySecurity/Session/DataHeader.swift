import OverlayCore

/// The outer header of a data frame.
///
/// ```
///  0       1       2               4               8
/// +-------+-------+---------------+---------------+-------------------------------+
/// | type 4| path  |   reserved 0  | receiver index|           counter             |
/// +-------+-------+---------------+---------------+-------------------------------+
/// ```
///
/// The path is the session's number for one pair of underlay addresses. Path and counter are the
/// nonce, and the counter is the hop sequence by which the receiver measures loss.
struct DataHeader {
  static let byteCount = 16
  static let type: UInt8 = 4
  /// Bytes of the shortest data frame: a header and an empty plaintext's tag.
  static let frameBytesMin = byteCount + FrameCipher.tagBytes

  var path: UInt8
  var receiver: UInt32
  var counter: UInt64

  init(path: UInt8, receiver: UInt32, counter: UInt64) {
    self.path = path
    self.receiver = receiver
    self.counter = counter
  }

  /// Reads the header at the front of a datagram.
  ///
  /// - Throws: ``DecodeError`` when it is short or its reserved bytes are not zero.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == Self.type else { throw .unknownKind }
    path = try reader.byte(bytes)
    guard Int(path) < Session.pathsMax, try reader.uint16(bytes) == 0 else { throw .badValue }
    receiver = try reader.uint32(bytes)
    counter = try reader.uint64(bytes)
  }

  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    var writer = ByteWriter(at: offset)
    writer.byte(Self.type, to: &buffer)
    writer.byte(path, to: &buffer)
    writer.uint16(0, to: &buffer)
    writer.uint32(receiver, to: &buffer)
    writer.uint64(counter, to: &buffer)
  }
}
