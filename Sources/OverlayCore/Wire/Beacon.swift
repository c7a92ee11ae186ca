/// The small message by which each end of a link measures it, and acknowledges the other's frames.
///
/// ```
/// | kind=2 | flags | interval ms 2 | wanted ms 2 | timestamp 4 | echo 4 | held 4 |
/// | highest counter 8 | received 4 |
/// | link-state version 8 | link-state held 8 | member digest 8 |, in a mesh alone
/// ```
///
/// Times are microseconds, modulo 2^32. Every beacon is an aggregated acknowledgement as well:
/// it reports how many frames of the link arrived up to which counter, so that data frames need
/// no answer of their own.
struct Beacon: Hashable, Sendable {
  /// Whether the receiver should answer at once, whatever its interval.
  var wantsReply = false
  /// Whether the sender has stopped hearing the receiver.
  var suspects = false
  /// Whether `echo` and `held` mean anything: a beacon has arrived before.
  var hasEcho = false
  /// Whether the receiver is in the sender's routing table.
  var holds = false
  /// Whether the sender belongs to a mesh: the last three fields are there.
  var isMesh = true
  /// How long after this beacon the sender means to send its next, in milliseconds.
  var intervalMilliseconds: UInt16 = 0
  /// How often the sender would like to hear, in milliseconds; zero when it does not mind.
  var wantedMilliseconds: UInt16 = 0
  /// The sender's time.
  var timestamp: UInt32 = 0
  /// The newest timestamp that the sender has from the receiver.
  var echo: UInt32 = 0
  /// How long it kept that timestamp before it sent this.
  var held: UInt32 = 0
  /// The highest frame counter that arrived over this link.
  var highestCounter: UInt64 = 0
  /// How many frames arrived over this link in all, modulo 2^32.
  var receivedCount: UInt32 = 0
  /// The version of the sender's link state.
  var linkStateVersion: UInt64 = 0
  /// The version of the receiver's link state that the sender holds.
  var linkStateHeld: UInt64 = 0
  /// A digest of the members that the sender knows.
  var memberDigest: UInt64 = 0

  /// Bytes on the wire, the mesh's fields included.
  static let byteCount = 54
  /// Bytes without them.
  static let shortByteCount = 30

  init() {}

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is not exactly one beacon.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.beacon.rawValue else { throw .unknownKind }
    let flags = try reader.byte(bytes)
    guard flags & ~31 == 0 else { throw .badValue }
    wantsReply = flags & 1 != 0
    hasEcho = flags & 2 != 0
    suspects = flags & 4 != 0
    holds = flags & 8 != 0
    isMesh = flags & 16 != 0
    intervalMilliseconds = try reader.uint16(bytes)
    wantedMilliseconds = try reader.uint16(bytes)
    timestamp = try reader.uint32(bytes)
    echo = try reader.uint32(bytes)
    held = try reader.uint32(bytes)
    highestCounter = try reader.uint64(bytes)
    receivedCount = try reader.uint32(bytes)
    if isMesh {
      linkStateVersion = try reader.uint64(bytes)
      linkStateHeld = try reader.uint64(bytes)
      memberDigest = try reader.uint64(bytes)
    }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.beacon.rawValue, to: &buffer)
    let flags: UInt8 = (wantsReply ? 1 : 0) | (hasEcho ? 2 : 0) | (suspects ? 4 : 0)
    writer.byte(flags | (holds ? 8 : 0) | (isMesh ? 16 : 0), to: &buffer)
    writer.uint16(intervalMilliseconds, to: &buffer)
    writer.uint16(wantedMilliseconds, to: &buffer)
    writer.uint32(timestamp, to: &buffer)
    writer.uint32(echo, to: &buffer)
    writer.uint32(held, to: &buffer)
    writer.uint64(highestCounter, to: &buffer)
    writer.uint32(receivedCount, to: &buffer)
    if isMesh {
      writer.uint64(linkStateVersion, to: &buffer)
      writer.uint64(linkStateHeld, to: &buffer)
      writer.uint64(memberDigest, to: &buffer)
    }
    return writer.position - offset
  }
}
