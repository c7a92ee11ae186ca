/// Proves that a neighbour is where its frames come from, as RFC 9000, section 8.2, does: a number
/// sent to the new address and nowhere else, and the same number back.
///
/// ```
/// | kind=40 or 41 | number 8 |
/// ```
public struct PathProof: Hashable, Sendable {
  /// Which half it is.
  public var isAnswer: Bool
  /// What nobody can guess.
  public var number: UInt64

  /// Bytes on the wire.
  public static let byteCount = 9

  /// A question or its answer.
  public init(isAnswer: Bool, number: UInt64) {
    self.isAnswer = isAnswer
    self.number = number
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    switch FrameKind(rawValue: try reader.byte(bytes)) {
    case .pathQuestion: isAnswer = false
    case .pathAnswer: isAnswer = true
    default: throw .unknownKind
    }
    number = try reader.uint64(bytes)
    try reader.finish()
  }

  /// The frame.
  public var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    var span = bytes.mutableSpan
    var writer = ByteWriter()
    let kind: FrameKind = isAnswer ? .pathAnswer : .pathQuestion
    writer.byte(kind.rawValue, to: &span)
    writer.uint64(number, to: &span)
    return bytes
  }
}
