/// The header of every packet that the overlay carries from node to node.
///
/// ```
///  0               1               2               3
/// +---------------+---------------+---------------+---------------+
/// | frame kind=1  |C| A | hop lim | traffic class |S|K|  payload  |
/// +---------------+---------------+---------------+---------------+
/// |                          flow label                           |
/// +---------------------------------------------------------------+
/// |                           sequence                            |
/// +---------------------------------------------------------------+
/// |                     source node (16 bytes)                    |
/// +---------------------------------------------------------------+
/// |              destination node or key (16 bytes)               |
/// +---------------------------------------------------------------+
/// ```
///
/// S: the payload is sealed end to end. C: several copies may be under way, so that nodes run
/// the duplicate filter. A: how often the packet has stepped aside on the prefix plane, 0...3.
/// K: the destination is a key, and the packet is for whichever node is its root. Everything but C,
/// A and the hop limit is authenticated end to end: relays change those three (docs/decisions/0011
/// and 0012).
public struct PacketHeader: Hashable, Sendable {
  /// Transmissions left, this one included; at most 31.
  public var hopLimit: UInt8
  /// What the flow asks of its path.
  public var trafficClass: TrafficClass
  /// What the packet carries.
  public var kind: PayloadKind
  /// Whether only the destination can read the payload.
  public var isSealed: Bool
  /// Whether copies of it may arrive over other paths.
  public var isCopied: Bool
  /// How often it was handed to a node that is no nearer to the destination, at most
  /// ``Limits/sideStepsMax``.
  public var sideSteps: UInt8 = 0
  /// Whether it is for the root of a key, not for a node that is named.
  public var isTowardKey: Bool
  /// The flow, as its source numbers it.
  public var flowLabel: UInt32
  /// The packet's number in its flow.
  public var sequence: UInt32
  /// The node where it entered the overlay.
  public var source: NodeID
  /// The node where it leaves the overlay, or the key at whose root it does.
  public var destination: NodeID

  /// Bytes on the wire.
  public static let byteCount = 44
  /// Offset of the byte that relays change: the hop limit, side steps, and the mark of a copy.
  public static let hopLimitOffset = 1

  /// A header with every field given.
  public init(
    hopLimit: UInt8, trafficClass: TrafficClass, kind: PayloadKind, isSealed: Bool = false,
    isCopied: Bool = false, isTowardKey: Bool = false, flowLabel: UInt32, sequence: UInt32,
    source: NodeID,
    destination: NodeID
  ) {
    self.hopLimit = hopLimit
    self.trafficClass = trafficClass
    self.kind = kind
    self.isSealed = isSealed
    self.isCopied = isCopied
    self.isTowardKey = isTowardKey
    self.flowLabel = flowLabel
    self.sequence = sequence
    self.source = source
    self.destination = destination
  }

  /// Reads the header that starts at `offset`, frame kind included.
  ///
  /// - Throws: ``DecodeError`` when it is short or a field has no meaning.
  public init(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(DecodeError) {
    var reader = ByteReader(bytes, at: offset)
    guard try reader.byte(bytes) == FrameKind.packet.rawValue else { throw .unknownKind }
    let hops = try reader.byte(bytes)
    guard let trafficClass = TrafficClass(rawValue: try reader.byte(bytes)) else {
      throw .unknownKind
    }
    let flags = try reader.byte(bytes)
    guard let kind = PayloadKind(rawValue: flags & 0x3f) else { throw .unknownKind }
    self.init(
      hopLimit: 0, trafficClass: trafficClass, kind: kind, isSealed: flags & 0x80 != 0,
      isTowardKey: flags & 0x40 != 0,
      flowLabel: try reader.uint32(bytes), sequence: try reader.uint32(bytes),
      source: try reader.nodeID(bytes), destination: try reader.nodeID(bytes))
    hopByte = hops
  }

  /// The byte that relays change.
  @inline(__always)
  var hopByte: UInt8 {
    get { (isCopied ? 0x80 : 0) | (sideSteps & 3) << 5 | hopLimit & 0x1f }
    set {
      isCopied = newValue & 0x80 != 0
      sideSteps = newValue >> 5 & 3
      hopLimit = newValue & 0x1f
    }
  }

  /// What is carried, and how.
  @inline(__always)
  var flags: UInt8 {
    (isSealed ? 0x80 : 0) | (isTowardKey ? 0x40 : 0) | kind.rawValue
  }

  /// Whether the two differ only in what packets of one flow differ in.
  @inline(__always)
  func isOfFlow(_ other: PacketHeader) -> Bool {
    flowLabel == other.flowLabel && source == other.source && destination == other.destination
      && trafficClass == other.trafficClass && flags == other.flags
  }

  /// Writes the header so that it starts at `offset`.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.packet.rawValue, to: &buffer)
    writer.byte(hopByte, to: &buffer)
    writer.byte(trafficClass.rawValue, to: &buffer)
    writer.byte(flags, to: &buffer)
    writer.uint32(flowLabel, to: &buffer)
    writer.uint32(sequence, to: &buffer)
    writer.nodeID(source, to: &buffer)
    writer.nodeID(destination, to: &buffer)
  }
}
