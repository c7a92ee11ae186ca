internal import OverlaySecurity

/// Fixed buffers for packets, allocated once.
@safe
public struct PacketArena: ~Copyable {
  /// Bytes in each buffer unless said otherwise.
  public static let bufferBytes = PacketLayout.bufferBytes

  /// How many buffers there are.
  public let count: Int
  /// Bytes in each.
  public let bytesEach: Int
  private let memory: UnsafeMutablePointer<UInt8>

  /// Allocates `count` buffers, zeroed.
  public init(count: Int, bytesEach: Int = PacketArena.bufferBytes) {
    precondition(count > 0 && bytesEach > 0, "an arena without buffers")
    self.count = count
    self.bytesEach = bytesEach
    unsafe memory = .allocate(capacity: count * bytesEach)
    unsafe memory.initialize(repeating: 0, count: count * bytesEach)
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// The first byte of a buffer, for the kernel.
  func pointer(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < count, "no such buffer")
    return unsafe memory + index * bytesEach
  }

  /// A buffer, good for as long as the arena lives.
  @inline(__always)
  public subscript(index: Int) -> PacketBuffer {
    unsafe PacketBuffer(start: pointer(index), count: bytesEach)
  }

  /// Lends a whole buffer.
  @inline(__always)
  public func withBuffer<Result, Failure: Error>(
    _ index: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = unsafe MutableSpan(_unsafeStart: pointer(index), count: bytesEach)
    return try body(&span)
  }
}
