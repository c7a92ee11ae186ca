internal import Glibc

/// Fixed buffers for packets, allocated once.
@safe
public struct PacketArena: ~Copyable {
  /// Bytes in each buffer: a full Ethernet payload with room for headers on both sides.
  public static let bufferBytes = 2048

  /// How many buffers there are.
  public let count: Int
  private let memory: UnsafeMutablePointer<UInt8>

  /// Allocates `count` buffers, zeroed.
  public init(count: Int) {
    precondition(count > 0, "an arena without buffers")
    self.count = count
    unsafe memory = .allocate(capacity: count * Self.bufferBytes)
    unsafe memory.initialize(repeating: 0, count: count * Self.bufferBytes)
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// The first byte of a buffer, for the kernel.
  func pointer(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < count, "no such buffer")
    return unsafe memory + index * Self.bufferBytes
  }

  /// Lends a whole buffer.
  @inline(__always)
  public func withBuffer<Result, Failure: Error>(
    _ index: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = unsafe MutableSpan(_unsafeStart: pointer(index), count: Self.bufferBytes)
    return try body(&span)
  }

  /// Copies the bytes of `range` in a buffer of another arena to the same place in one of ours.
  public func copy(
    _ range: Range<Int>, of source: borrowing PacketArena, buffer: Int, to target: Int
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= Self.bufferBytes, "outside")
    unsafe memcpy(
      pointer(target) + range.lowerBound, source.pointer(buffer) + range.lowerBound, range.count)
  }
}
