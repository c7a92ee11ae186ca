/// "From now on I could call this flow so": the receiver remembers it and answers.
///
/// ```
/// | kind=13 | label 3 | class 1 | flags 1 | flow label 4 | sequence 4 | source 16 | destination 16 |
/// ```
///
/// The flags are those of ``PacketHeader``.
struct LabelOffer: Hashable, Sendable {
  /// 24 bits.
  var label: UInt32
  /// What every packet of the flow has in common, and the sequence of one of them.
  var header: PacketHeader

  static let byteCount = 46

  init(label: UInt32, header: PacketHeader) {
    self.label = label
    self.header = header
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    let front = try reader.uint32(bytes)
    guard UInt8(truncatingIfNeeded: front >> 24) == FrameKind.labelOffer.rawValue else {
      throw .unknownKind
    }
    label = front & LabelledHeader.mask
    guard let trafficClass = TrafficClass(rawValue: try reader.byte(bytes)) else {
      throw .unknownKind
    }
    let flags = try reader.byte(bytes)
    guard let kind = PayloadKind(rawValue: flags & 0x3f) else { throw .unknownKind }
    header = PacketHeader(
      hopLimit: 0, trafficClass: trafficClass, kind: kind, isSealed: flags & 0x80 != 0,
      isTowardKey: flags & 0x40 != 0, flowLabel: try reader.uint32(bytes),
      sequence: try reader.uint32(bytes), source: try reader.nodeID(bytes),
      destination: try reader.nodeID(bytes))
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.uint32(UInt32(FrameKind.labelOffer.rawValue) << 24 | label, to: &buffer)
    writer.byte(header.trafficClass.rawValue, to: &buffer)
    writer.byte(header.flags, to: &buffer)
    writer.uint32(header.flowLabel, to: &buffer)
    writer.uint32(header.sequence, to: &buffer)
    writer.nodeID(header.source, to: &buffer)
    writer.nodeID(header.destination, to: &buffer)
    return writer.position - offset
  }
}
