/// The small message by which each end of a link measures it, and acknowledges the other's frames.
///
/// ```
/// | kind=2 | flags | interval ms 2 | wanted ms 2 | timestamp 4 | echo 4 | held 4 |
/// | highest counter 8 | received 4 |
/// | link-state version 8 | link-state held 8 | member digest 8 |, in a mesh alone
/// | size probes 2 |, from the first size probe on
/// | arrived size 2 |, in the answer to a size probe
/// | 0 ... |, in a size probe
/// ```
///
/// Times are microseconds, modulo 2^32. Every beacon is an aggregated acknowledgement as well:
/// it reports how many frames of the link arrived up to which counter, so that data frames need
/// no answer of their own.
///
/// A size probe is a beacon with zeroes behind it, up to the size that is in question (RFC 8899,
/// section 4.1, calls that padding data).
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

  /// How many size probes the sender has sent over this link, modulo 2^16; the receiver counts them
  /// neither as sent nor as lost.
  var sizeProbes: UInt16 = 0
  /// The bytes of the datagram in which a size probe of the receiver's has just arrived; zero for none.
  var arrivedBytes: UInt16 = 0
  /// Bytes of the frame, zeroes included, when this is a size probe; zero when it is not.
  var paddedBytes = 0

  /// Bytes on the wire, the mesh's fields included, those about sizes left out.
  static let byteCount = 54
  /// Bytes without them.
  static let shortByteCount = 30
  /// Bytes of the longest, zeroes left out.
  static let longestByteCount = byteCount + 4

  init() {}

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is not exactly one beacon.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.beacon.rawValue else { throw .unknownKind }
    let flags = try reader.byte(bytes)
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
    if flags & 32 != 0 {
      sizeProbes = try reader.uint16(bytes)
      guard sizeProbes > 0 else { throw .badValue }
    }
    if flags & 128 != 0 {
      arrivedBytes = try reader.uint16(bytes)
      guard arrivedBytes > 0 else { throw .badValue }
    }
    if flags & 64 != 0 { try readPadding(bytes, &reader) }
    try reader.finish()
  }

  /// Zeroes and nothing else: padding is no hiding place.
  private mutating func readPadding(
    _ bytes: borrowing Span<UInt8>, _ reader: inout ByteReader
  ) throws(DecodeError) {
    guard bytes.count <= Limits.datagramBytesMax else { throw .tooLong }
    guard reader.remaining > 0 else { throw .truncated }
    while reader.remaining > 0 {
      guard try reader.byte(bytes) == 0 else { throw .badValue }
    }
    paddedBytes = bytes.count
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.beacon.rawValue, to: &buffer)
    let flags: UInt8 = (wantsReply ? 1 : 0) | (hasEcho ? 2 : 0) | (suspects ? 4 : 0)
    let sizes: UInt8 =
      (sizeProbes > 0 ? 32 : 0) | (paddedBytes > 0 ? 64 : 0) | (arrivedBytes > 0 ? 128 : 0)
    writer.byte(flags | (holds ? 8 : 0) | (isMesh ? 16 : 0) | sizes, to: &buffer)
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
    if sizeProbes > 0 { writer.uint16(sizeProbes, to: &buffer) }
    if arrivedBytes > 0 { writer.uint16(arrivedBytes, to: &buffer) }
    while writer.position - offset < paddedBytes { writer.byte(0, to: &buffer) }
    return writer.position - offset
  }
}
