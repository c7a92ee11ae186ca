internal import CLinuxNet
public import OverlayCore

/// Datagrams where the kernel left them, in the socket's own memory: nothing is copied.
///
/// Neighbours lie side by side, so that each may be changed within its own bytes only. They are good
/// until the socket is asked again after ``UDPSocket/hasPending`` has become false.
@safe
public struct ReceivedDatagrams: ~Copyable {
  /// How many the last receive found.
  public internal(set) var count = 0
  /// How many there can be at a time.
  public let capacity: Int
  let descriptors: UnsafeMutablePointer<clinuxnet_datagram>

  /// Room for `capacity` datagrams.
  public init(capacity: Int = RuntimeLimits.batch) {
    self.capacity = capacity
    unsafe descriptors = .allocate(capacity: capacity)
    unsafe descriptors.initialize(repeating: clinuxnet_datagram(), count: capacity)
  }

  deinit {
    unsafe descriptors.deallocate()
  }

  /// The bytes of datagram `index`.
  @inline(__always)
  public subscript(index: Int) -> PacketBuffer {
    precondition(index >= 0 && index < count, "no such datagram")
    guard let bytes = unsafe descriptors[index].bytes else {
      preconditionFailure("a datagram without bytes")
    }
    return unsafe PacketBuffer(start: bytes, count: Int(descriptors[index].length))
  }

  /// Bytes of all of them together.
  public var byteCount: Int {
    var total = 0
    for index in 0..<count { unsafe total += Int(descriptors[index].length) }
    return total
  }

  /// Where datagram `index` came from.
  @inline(__always)
  public func source(_ index: Int) -> UnderlayAddress {
    precondition(index >= 0 && index < count, "no such datagram")
    return unsafe UnderlayAddress(descriptors[index])
  }

  /// DSCP and ECN that it came with: the outer IPv4 TOS or IPv6 traffic class.
  @inline(__always)
  public func trafficByte(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "no such datagram")
    return unsafe descriptors[index].tos
  }
}
