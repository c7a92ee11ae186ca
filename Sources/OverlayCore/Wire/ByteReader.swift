/// Reads big-endian fields from the front of a buffer that may be hostile.
///
/// It holds a position, not the bytes, so that it needs no lifetime annotations: every call is
/// handed the span again, and every read is checked against it.
public struct ByteReader: Sendable {
  /// Offset of the next unread byte.
  public private(set) var position: Int
  private let end: Int

  /// Starts at `offset` and ends at `end`, by default at the end of the span.
  public init(_ bytes: borrowing Span<UInt8>, at offset: Int = 0, end: Int? = nil) {
    position = offset
    self.end = min(end ?? bytes.count, bytes.count)
  }

  /// Bytes not yet read.
  @inlinable
  public var remaining: Int { limit - position }

  @usableFromInline
  var limit: Int { end }

  /// Moves past `count` bytes and returns where they lie.
  public mutating func take(_ count: Int) throws(DecodeError) -> Range<Int> {
    guard count >= 0, count <= end - position else { throw .truncated }
    let range = position..<(position + count)
    position += count
    return range
  }

  /// One byte.
  public mutating func byte(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt8 {
    bytes[try take(1).lowerBound]
  }

  /// Two bytes.
  public mutating func uint16(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt16 {
    let at = try take(2).lowerBound
    return UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
  }

  /// Four bytes.
  public mutating func uint32(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt32 {
    let range = try take(4)
    var value: UInt32 = 0
    for index in range { value = value << 8 | UInt32(bytes[index]) }
    return value
  }

  /// Eight bytes.
  public mutating func uint64(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt64 {
    let range = try take(8)
    var value: UInt64 = 0
    for index in range { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  /// Sixteen bytes.
  public mutating func uint128(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt128 {
    let high = try uint64(bytes)
    let low = try uint64(bytes)
    return UInt128(high) << 64 | UInt128(low)
  }

  /// A node's identifier.
  public mutating func nodeID(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> NodeID {
    NodeID(try uint128(bytes))
  }

  /// `count` bytes, copied out. For control messages, never for packets.
  public mutating func array(
    _ bytes: borrowing Span<UInt8>, count: Int
  ) throws(DecodeError) -> [UInt8] {
    let range = try take(count)
    var copy: [UInt8] = []
    copy.reserveCapacity(count)
    for index in range { copy.append(bytes[index]) }
    return copy
  }

  /// Throws unless every byte was read.
  public func finish() throws(DecodeError) {
    guard position == end else { throw .trailingBytes }
  }
}
