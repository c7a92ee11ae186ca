import OverlayCore

/// What a node holds of the revocations of a range of nodes, as a question and as its answer.
///
/// ```
/// | kind=46 or 47 | first node 16 | last node 16 | count 4 | digest 8 |
/// ```
///
/// Whoever is asked (46) answers (47) with what it holds itself of the range: as many bytes as it was
/// asked with.
struct RevocationDigest: Hashable, Sendable {
  /// The nodes that it is about, the last included.
  var range: ClosedRange<NodeID>
  /// Revocations of those.
  var count: UInt32
  /// The exclusive or over a hash of each.
  var value: UInt64

  static let byteCount = 45
  /// Every node.
  static let everything = NodeID(0)...NodeID(.max)

  init(range: ClosedRange<NodeID>, count: UInt32, value: UInt64) {
    (self.range, self.count, self.value) = (range, count, value)
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    switch FrameKind(rawValue: try reader.byte(bytes)) {
    case .revocationQuestion, .revocationAnswer: break
    default: throw .unknownKind
    }
    let (first, last) = (try reader.nodeID(bytes), try reader.nodeID(bytes))
    guard first <= last else { throw .badValue }
    range = first...last
    count = try reader.uint32(bytes)
    value = try reader.uint64(bytes)
    try reader.finish()
  }

  /// The frame.
  func encoded(_ kind: FrameKind) -> [UInt8] {
    var bytes = ByteBuilder(capacity: Self.byteCount)
    bytes.append(kind.rawValue)
    bytes.append(range.lowerBound.value)
    bytes.append(range.upperBound.value)
    bytes.append(count)
    bytes.append(value)
    return bytes.bytes
  }
}
