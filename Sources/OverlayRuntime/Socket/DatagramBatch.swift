internal import CLinuxNet
public import OverlayCore

/// Datagrams as they came from a socket, each in a buffer of its own.
@safe
public struct DatagramBatch: ~Copyable {
  /// The buffers; datagram *n* lies in buffer *n* from ``offset`` on.
  public let arena: PacketArena
  /// How many datagrams the last receive filled in.
  public internal(set) var count = 0
  let descriptors: UnsafeMutablePointer<clinuxnet_datagram>

  /// Where the datagrams start in their buffers.
  public let offset: Int

  /// Room for `capacity` datagrams of up to `bytesMax` bytes.
  public init(
    capacity: Int = RuntimeLimits.batch, offset: Int = 0, bytesMax: Int = PacketArena.bufferBytes
  ) {
    precondition(offset + bytesMax <= PacketArena.bufferBytes, "larger than their buffers")
    self.offset = offset
    arena = PacketArena(count: capacity)
    unsafe descriptors = .allocate(capacity: capacity)
    unsafe descriptors.initialize(repeating: clinuxnet_datagram(), count: capacity)
    for index in 0..<capacity {
      unsafe descriptors[index].bytes = arena.pointer(index) + offset
      unsafe descriptors[index].capacity = UInt32(bytesMax)
    }
  }

  deinit {
    unsafe descriptors.deallocate()
  }

  /// The length of datagram `index`, in bytes.
  public func length(_ index: Int) -> Int {
    precondition(index >= 0 && index < count, "no such datagram")
    return unsafe Int(descriptors[index].length)
  }

  /// Where datagram `index` came from.
  public func source(_ index: Int) -> UnderlayAddress {
    precondition(index >= 0 && index < count, "no such datagram")
    return unsafe UnderlayAddress(descriptors[index])
  }
}
