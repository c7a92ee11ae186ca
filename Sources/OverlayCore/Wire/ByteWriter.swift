/// Writes big-endian fields into a buffer of our own.
///
/// The caller sizes the buffer from ``Limits``, so running out of room is our mistake and traps
/// through the span's own bounds check; input from the network never decides a write's length.
public struct ByteWriter: Sendable {
  /// Offset of the next byte to be written.
  public private(set) var position: Int

  /// Starts writing at `offset`.
  public init(at offset: Int = 0) {
    position = offset
  }

  /// One byte.
  public mutating func byte(_ value: UInt8, to buffer: inout MutableSpan<UInt8>) {
    buffer[position] = value
    position += 1
  }

  /// Two bytes.
  public mutating func uint16(_ value: UInt16, to buffer: inout MutableSpan<UInt8>) {
    buffer[position] = UInt8(truncatingIfNeeded: value >> 8)
    buffer[position + 1] = UInt8(truncatingIfNeeded: value)
    position += 2
  }

  /// Four bytes.
  public mutating func uint32(_ value: UInt32, to buffer: inout MutableSpan<UInt8>) {
    for shift in 0..<4 {
      buffer[position + shift] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * shift))
    }
    position += 4
  }

  /// Eight bytes.
  public mutating func uint64(_ value: UInt64, to buffer: inout MutableSpan<UInt8>) {
    for shift in 0..<8 {
      buffer[position + shift] = UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * shift))
    }
    position += 8
  }

  /// Sixteen bytes.
  public mutating func uint128(_ value: UInt128, to buffer: inout MutableSpan<UInt8>) {
    uint64(UInt64(truncatingIfNeeded: value >> 64), to: &buffer)
    uint64(UInt64(truncatingIfNeeded: value), to: &buffer)
  }

  /// A node's identifier.
  public mutating func nodeID(_ node: NodeID, to buffer: inout MutableSpan<UInt8>) {
    uint128(node.value, to: &buffer)
  }

  /// Bytes as they are.
  public mutating func bytes(_ values: [UInt8], to buffer: inout MutableSpan<UInt8>) {
    for value in values { byte(value, to: &buffer) }
  }
}
