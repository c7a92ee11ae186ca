/// The header of a packet whose flow the receiver knows: it stands for a whole ``PacketHeader``.
///
/// ```
///  0               1               2               5               8
/// +---------------+---------------+---------------+---------------+
/// | frame kind=12 |C| A | hop lim |   label  24   | sequence  24  |
/// +---------------+---------------+---------------+---------------+
/// ```
///
/// The label is the sender's own, for this one link: relays swap it, as in MPLS (RFC 3031).
public struct LabelledHeader: Hashable, Sendable {
  /// The byte that relays change, as in ``PacketHeader``.
  public var hops: UInt8
  /// What the sender calls the flow, 24 bits.
  public var label: UInt32
  /// The low 24 bits of the packet's number in its flow.
  public var sequence: UInt32

  /// Bytes on the wire.
  public static let byteCount = 8
  /// The bits that a label and a sequence have here.
  static let mask: UInt32 = 0xff_ffff

  /// The short form of a header under a label.
  init(_ header: PacketHeader, label: UInt32) {
    hops = header.hopByte
    self.label = label & Self.mask
    sequence = header.sequence & Self.mask
  }

  /// Reads the header that starts at `offset`, frame kind included.
  ///
  /// - Throws: ``DecodeError`` when it is short or another frame's.
  public init(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(DecodeError) {
    var reader = ByteReader(bytes, at: offset)
    let front = try reader.uint32(bytes)
    let back = try reader.uint32(bytes)
    guard UInt8(truncatingIfNeeded: front >> 24) == FrameKind.labelledPacket.rawValue else {
      throw .unknownKind
    }
    hops = UInt8(truncatingIfNeeded: front >> 16)
    label = (front & 0xffff) << 8 | back >> 24
    sequence = back & Self.mask
  }

  /// Writes the header so that it starts at `offset`.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    var writer = ByteWriter(at: offset)
    let kind = UInt32(FrameKind.labelledPacket.rawValue)
    writer.uint32(kind << 24 | UInt32(hops) << 16 | label >> 8, to: &buffer)
    writer.uint32((label & 0xff) << 24 | sequence, to: &buffer)
  }
}
