/// Writes big-endian fields into a buffer of our own.
///
/// The caller sizes the buffer from ``Limits``, so running out of room is our mistake and traps
/// through the span's own bounds check; input from the network never decides a write's length.
public struct ByteWriter: Sendable {
  @usableFromInline
  var next: Int

  /// Offset of the next byte to be written.
  @inlinable
  public var position: Int { next }

  /// Starts writing at `offset`.
  @inlinable
  public init(at offset: Int = 0) {
    next = offset
  }

  /// Moves past a field of `size` bytes and returns where it starts. Says all that the span's own
  /// checks would, so that the optimiser drops those: what is left is one swap and one store.
  @inlinable @inline(__always)
  mutating func field(_ size: Int, within count: Int) -> Int {
    let start = next
    precondition(
      start >= 0 && start < .max - size && start + size <= count, "the buffer is too short")
    next = start &+ size
    return start
  }

  /// One byte.
  @inlinable @inline(__always)
  public mutating func byte(_ value: UInt8, to buffer: inout MutableSpan<UInt8>) {
    buffer[field(1, within: buffer.count)] = value
  }

  /// Two bytes.
  @inlinable @inline(__always)
  public mutating func uint16(_ value: UInt16, to buffer: inout MutableSpan<UInt8>) {
    let start = field(2, within: buffer.count)
    buffer[start] = UInt8(truncatingIfNeeded: value >> 8)
    buffer[start &+ 1] = UInt8(truncatingIfNeeded: value)
  }

  /// Four bytes.
  @inlinable @inline(__always)
  public mutating func uint32(_ value: UInt32, to buffer: inout MutableSpan<UInt8>) {
    let start = field(4, within: buffer.count)
    for index in 0..<4 {
      buffer[start &+ index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index))
    }
  }

  /// Eight bytes.
  @inlinable @inline(__always)
  public mutating func uint64(_ value: UInt64, to buffer: inout MutableSpan<UInt8>) {
    let start = field(8, within: buffer.count)
    for index in 0..<8 {
      buffer[start &+ index] = UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * index))
    }
  }

  /// Sixteen bytes.
  @inlinable @inline(__always)
  public mutating func uint128(_ value: UInt128, to buffer: inout MutableSpan<UInt8>) {
    uint64(UInt64(truncatingIfNeeded: value >> 64), to: &buffer)
    uint64(UInt64(truncatingIfNeeded: value), to: &buffer)
  }

  /// A node's identifier.
  @inlinable @inline(__always)
  public mutating func nodeID(_ node: NodeID, to buffer: inout MutableSpan<UInt8>) {
    uint128(node.value, to: &buffer)
  }

  /// Bytes as they are.
  public mutating func bytes(_ values: [UInt8], to buffer: inout MutableSpan<UInt8>) {
    for value in values { byte(value, to: &buffer) }
  }
}
