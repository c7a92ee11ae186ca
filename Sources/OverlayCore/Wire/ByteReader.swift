/// Reads big-endian fields from the front of a buffer that may be hostile.
///
/// It holds a position, not the bytes, so that it needs no lifetime annotations: every call is
/// handed the span again, and every read is checked against it.
///
/// A field's place is checked once, in words that let the optimiser drop the span's own check of
/// every byte: what is left is one load and one swap.
public struct ByteReader: Sendable {
  @usableFromInline
  var next: Int
  @usableFromInline
  let end: Int

  /// Offset of the next unread byte.
  @inlinable
  public var position: Int { next }

  /// Starts at `offset` and ends at `end`, by default at the end of the span.
  @inlinable
  public init(_ bytes: borrowing Span<UInt8>, at offset: Int = 0, end: Int? = nil) {
    next = offset
    self.end = min(end ?? bytes.count, bytes.count)
  }

  /// Bytes not yet read.
  @inlinable
  public var remaining: Int { end - next }

  /// Moves past `count` bytes and returns where they lie.
  @inlinable
  public mutating func take(_ count: Int) throws(DecodeError) -> Range<Int> {
    guard count >= 0, count <= end - next else { throw .truncated }
    let range = next..<(next + count)
    next += count
    return range
  }

  /// Moves past a field of `size` bytes, at most a few, and returns where it starts: from there
  /// on so many bytes are within the span and need no check.
  @inlinable @inline(__always)
  mutating func field(_ size: Int, within count: Int) throws(DecodeError) -> Int {
    let start = next
    guard start >= 0, start < .max - size, start + size <= end, start + size <= count else {
      throw .truncated
    }
    next = start &+ size
    return start
  }

  /// One byte.
  @inlinable @inline(__always)
  public mutating func byte(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt8 {
    bytes[try field(1, within: bytes.count)]
  }

  /// Two bytes.
  @inlinable @inline(__always)
  public mutating func uint16(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt16 {
    let start = try field(2, within: bytes.count)
    return UInt16(bytes[start]) << 8 | UInt16(bytes[start &+ 1])
  }

  /// Four bytes.
  @inlinable @inline(__always)
  public mutating func uint32(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt32 {
    let start = try field(4, within: bytes.count)
    var value: UInt32 = 0
    for index in 0..<4 { value = value << 8 | UInt32(bytes[start &+ index]) }
    return value
  }

  /// Eight bytes.
  @inlinable @inline(__always)
  public mutating func uint64(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt64 {
    let start = try field(8, within: bytes.count)
    var value: UInt64 = 0
    for index in 0..<8 { value = value << 8 | UInt64(bytes[start &+ index]) }
    return value
  }

  /// Sixteen bytes.
  @inlinable @inline(__always)
  public mutating func uint128(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> UInt128 {
    let high = try uint64(bytes)
    let low = try uint64(bytes)
    return UInt128(high) << 64 | UInt128(low)
  }

  /// A node's identifier.
  @inlinable @inline(__always)
  public mutating func nodeID(_ bytes: borrowing Span<UInt8>) throws(DecodeError) -> NodeID {
    NodeID(try uint128(bytes))
  }

  /// A count or length of one byte, at most `most`.
  ///
  /// - Throws: ``DecodeError/tooLong`` when it is more.
  public mutating func count(
    _ bytes: borrowing Span<UInt8>, atMost most: Int
  ) throws(DecodeError) -> Int {
    let count = Int(try byte(bytes))
    guard count <= most else { throw .tooLong }
    return count
  }

  /// A count or length of two bytes, at most `most`.
  ///
  /// - Throws: ``DecodeError/tooLong`` when it is more.
  public mutating func longCount(
    _ bytes: borrowing Span<UInt8>, atMost most: Int
  ) throws(DecodeError) -> Int {
    let count = Int(try uint16(bytes))
    guard count <= most else { throw .tooLong }
    return count
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
    guard next == end else { throw .trailingBytes }
  }
}
