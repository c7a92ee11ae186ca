/// What the kernel says before each packet of a TUN device with `IFF_VNET_HDR`, and what it is told.
///
/// ```
///  0       1       2               4               6               8              10
/// +-------+-------+---------------+---------------+---------------+---------------+
/// | flags |  type |    headers    |    segment    | checksum from |  stored at +  |
/// +-------+-------+---------------+---------------+---------------+---------------+
/// ```
///
/// In the machine's byte order. Source: Virtual I/O Device 1.2, section 5.1.6, `virtio_net_hdr`.
struct VirtioHeader: Hashable {
  /// How a packet is to be cut.
  enum Segmentation: UInt8 {
    case none = 0
    case tcpIPv4 = 1
    case tcpIPv6 = 4
    case udp = 5
  }

  /// Bytes before each packet.
  static let byteCount = 10
  private static let needsChecksum: UInt8 = 1
  /// Set beside the type when TCP's ECN flags need care; we always take it.
  private static let ecn: UInt8 = 0x80

  /// Whether the checksum holds only the pseudo-header's sum and is to be completed.
  var isChecksumPartial = false
  var segmentation = Segmentation.none
  /// Bytes of all headers.
  var headersLength: UInt16 = 0
  /// Bytes of payload in each segment but the last.
  var segmentLength: UInt16 = 0
  /// Where the checksum's sum begins.
  var checksumStart: UInt16 = 0
  /// Where it is stored, from there.
  var checksumOffset: UInt16 = 0

  init() {}

  /// Reads the header at the front of a buffer; nil when its type is unknown.
  init?(_ buffer: PacketBuffer) {
    guard buffer.count >= Self.byteCount,
      let segmentation = Segmentation(rawValue: buffer[1] & ~Self.ecn)
    else { return nil }
    isChecksumPartial = buffer[0] & Self.needsChecksum != 0
    self.segmentation = segmentation
    headersLength = buffer.uint16(at: 2).bigEndian
    segmentLength = buffer.uint16(at: 4).bigEndian
    checksumStart = buffer.uint16(at: 6).bigEndian
    checksumOffset = buffer.uint16(at: 8).bigEndian
  }

  /// Writes the header to the front of a buffer.
  func write(to buffer: PacketBuffer) {
    buffer[0] = isChecksumPartial ? Self.needsChecksum : 0
    buffer[1] = segmentation.rawValue
    buffer.store(headersLength.bigEndian, at: 2)
    buffer.store(segmentLength.bigEndian, at: 4)
    buffer.store(checksumStart.bigEndian, at: 6)
    buffer.store(checksumOffset.bigEndian, at: 8)
  }
}
