/// Whether this node knows a label of the receiver's: the answer to a ``LabelOffer``, and to a packet
/// under a label that it does not know or no longer.
///
/// ```
/// | kind=14 | label 3 | 1 known, 0 not |
/// ```
struct LabelAnswer: Hashable, Sendable {
  /// 24 bits.
  var label: UInt32
  var isKnown: Bool

  init(label: UInt32, isKnown: Bool) {
    self.label = label
    self.isKnown = isKnown
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    let front = try reader.uint32(bytes)
    guard UInt8(truncatingIfNeeded: front >> 24) == FrameKind.labelAnswer.rawValue else {
      throw .unknownKind
    }
    label = front & LabelledHeader.mask
    let known = try reader.byte(bytes)
    guard known <= 1 else { throw .badValue }
    isKnown = known == 1
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.uint32(UInt32(FrameKind.labelAnswer.rawValue) << 24 | label, to: &buffer)
    writer.byte(isKnown ? 1 : 0, to: &buffer)
    return writer.position - offset
  }
}
