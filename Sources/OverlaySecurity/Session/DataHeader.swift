import OverlayCore

/// The outer header of a data frame.
///
/// ```
///  0       1                       4               8
/// +-------+-----------------------+---------------+
/// | 4|path|     receiver index    |    counter    |
/// +-------+-----------------------+---------------+
/// | 7|path|     receiver index    |            counter            |   from 2^32 on
/// +-------+-----------------------+---------------+---------------+
/// ```
///
/// The path is the session's number for one pair of underlay addresses. Path and counter are the
/// nonce, and the counter is the hop sequence by which the receiver measures loss. It is never
/// shortened to what the receiver would have to guess: a link's first four thousand million frames
/// have half the counter, all later ones the whole.
///
/// The same header stands before what is sealed end to end; there the path is 0.
struct DataHeader {
  /// Bytes of the short form, and of the form for large counters.
  static let byteCount = 8
  static let longByteCount = 12
  /// The upper half of the first byte.
  static let type: UInt8 = 4
  static let longType: UInt8 = 7
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

  /// Bytes on the wire.
  @inline(__always)
  var byteCount: Int { Self.byteCount(counter) }

  /// Bytes on the wire of a header with that counter.
  @inline(__always)
  static func byteCount(_ counter: UInt64) -> Int {
    counter >> 32 == 0 ? Self.byteCount : Self.longByteCount
  }

  /// Whether a datagram that begins with the byte is a data frame.
  @inline(__always)
  static func begins(with byte: UInt8) -> Bool { byte >> 4 == type || byte >> 4 == longType }

  /// Reads the header that starts at `offset`.
  ///
  /// - Throws: ``DecodeError`` when it is short, of another type, or not the form that its counter
  ///   has.
  init(_ bytes: borrowing Span<UInt8>, at offset: Int = 0) throws(DecodeError) {
    var reader = ByteReader(bytes, at: offset)
    let front = try reader.uint32(bytes)
    let first = UInt8(truncatingIfNeeded: front >> 24)
    guard Self.begins(with: first) else { throw .unknownKind }
    path = first & 0x0f
    receiver = front & SessionTable.indexMask
    guard first >> 4 == Self.longType else {
      counter = UInt64(try reader.uint32(bytes))
      return
    }
    counter = try reader.uint64(bytes)
    guard counter >> 32 != 0 else { throw .badValue }
  }

  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    var writer = ByteWriter(at: offset)
    let isLong = counter >> 32 != 0
    let front = UInt32((isLong ? Self.longType : Self.type) << 4 | path) << 24
    writer.uint32(front | receiver & SessionTable.indexMask, to: &buffer)
    if isLong {
      writer.uint64(counter, to: &buffer)
    } else {
      writer.uint32(UInt32(truncatingIfNeeded: counter), to: &buffer)
    }
  }
}
