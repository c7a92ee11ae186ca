/// The front that all frames of the directory share, by which they are routed.
///
/// ```
/// | kind=20…24 | hop limit 1 | toward 16 | origin 16 | request 4 |
/// ```
///
/// `toward` is a key or a node: each node passes the frame on to a next hop that is nearer, and the
/// node that knows of none nearer takes it in. Answers are routed toward the origin.
public struct DirectoryEnvelope: Hashable, Sendable {
  /// What the frame is: one of those for which ``FrameKind/isDirectory`` holds.
  public var kind: FrameKind
  /// Transmissions left, this one included.
  public var hopLimit: UInt8
  /// Where the frame goes.
  public var toward: NodeID
  /// The node that sent it and gets the answer.
  public var origin: NodeID
  /// The origin's number for it; zero when no answer is wanted.
  public var request: UInt32

  /// Bytes on the wire.
  public static let byteCount = 38
  /// Offset of the hop limit, the one field that changes on the way.
  public static let hopLimitOffset = 1

  /// The front of a frame that leaves its origin.
  init(kind: FrameKind, toward: NodeID, origin: NodeID, request: UInt32) {
    self.kind = kind
    hopLimit = Limits.directoryHopLimit
    self.toward = toward
    self.origin = origin
    self.request = request
  }

  /// Reads the front of a frame, whatever follows it.
  ///
  /// - Throws: ``DecodeError`` when it is short or not one of the directory's, or longer than any frame
  ///   of ours: whoever passes it on copies all that follows.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    try self.init(bytes, reader: &reader)
  }

  init(_ bytes: borrowing Span<UInt8>, reader: inout ByteReader) throws(DecodeError) {
    guard bytes.count <= Limits.controlFrameBytesMax else { throw .tooLong }
    guard let kind = FrameKind(rawValue: try reader.byte(bytes)), kind.isDirectory else {
      throw .unknownKind
    }
    self.kind = kind
    hopLimit = try reader.byte(bytes)
    guard 1...Limits.directoryHopLimit ~= hopLimit else { throw .badValue }
    toward = try reader.nodeID(bytes)
    origin = try reader.nodeID(bytes)
    request = try reader.uint32(bytes)
  }

  func write(to buffer: inout MutableSpan<UInt8>, writer: inout ByteWriter) {
    writer.byte(kind.rawValue, to: &buffer)
    writer.byte(hopLimit, to: &buffer)
    writer.nodeID(toward, to: &buffer)
    writer.nodeID(origin, to: &buffer)
    writer.uint32(request, to: &buffer)
  }
}
