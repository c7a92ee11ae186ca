internal import Glibc

/// The bytes of one packet's buffer, wherever they lie: in an arena or in a socket's own memory.
///
/// It points and owns nothing, so that packets move without reference counts. Whoever lends it says
/// how long it may be used.
@safe
public struct PacketBuffer {
  let start: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  public let count: Int

  init(start: UnsafeMutablePointer<UInt8>, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// Lends the bytes.
  @inline(__always)
  public func withSpan<Result, Failure: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = unsafe MutableSpan(_unsafeStart: start, count: count)
    return try body(&span)
  }

  /// The first byte of a range, for the kernel.
  func pointer(_ range: Range<Int>) -> UnsafeMutablePointer<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the buffer")
    return unsafe start + range.lowerBound
  }

  /// Copies bytes of this buffer to another, where they begin at `offset`.
  public func copy(_ range: Range<Int>, to target: PacketBuffer, at offset: Int) {
    let room = offset..<(offset + range.count)
    unsafe memcpy(target.pointer(room), pointer(range), range.count)
  }

  /// Whether two ranges of equal length hold the same bytes.
  func equals(_ range: Range<Int>, _ other: PacketBuffer, at offset: Int) -> Bool {
    unsafe memcmp(
      pointer(range), other.pointer(offset..<(offset + range.count)), range.count) == 0
  }
}

// MARK: - Fields in network order

extension PacketBuffer {
  /// A byte.
  @inline(__always)
  public subscript(offset: Int) -> UInt8 {
    get { unsafe pointer(offset..<offset + 1).pointee }
    nonmutating set { unsafe pointer(offset..<offset + 1).pointee = newValue }
  }

  /// Two bytes, the first the more significant.
  @inline(__always)
  func uint16(at offset: Int) -> UInt16 {
    unsafe UInt16(
      bigEndian: UnsafeRawPointer(pointer(offset..<offset + 2)).loadUnaligned(as: UInt16.self))
  }

  /// Four bytes, the first the most significant.
  @inline(__always)
  func uint32(at offset: Int) -> UInt32 {
    unsafe UInt32(
      bigEndian: UnsafeRawPointer(pointer(offset..<offset + 4)).loadUnaligned(as: UInt32.self))
  }

  /// Writes two bytes, the first the more significant.
  @inline(__always)
  func store(_ value: UInt16, at offset: Int) {
    unsafe UnsafeMutableRawPointer(pointer(offset..<offset + 2)).storeBytes(
      of: value.bigEndian, as: UInt16.self)
  }

  /// Writes four bytes, the first the most significant.
  @inline(__always)
  func store(_ value: UInt32, at offset: Int) {
    unsafe UnsafeMutableRawPointer(pointer(offset..<offset + 4)).storeBytes(
      of: value.bigEndian, as: UInt32.self)
  }
}
