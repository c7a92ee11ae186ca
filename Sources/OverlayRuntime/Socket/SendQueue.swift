internal import CLinuxNet
public import OverlayCore

/// Datagrams waiting to leave through one socket.
///
/// The queue points into the arenas and copies nothing, so it has to be flushed before a buffer
/// that it points into is used again.
@safe
public struct SendQueue: ~Copyable {
  /// How many datagrams wait.
  public private(set) var count = 0
  /// How many can wait.
  public let capacity: Int
  private let descriptors: UnsafeMutablePointer<clinuxnet_datagram>

  /// Room for `capacity` datagrams.
  public init(capacity: Int = RuntimeLimits.sendQueue) {
    precondition(capacity > 0, "a queue without room")
    self.capacity = capacity
    unsafe descriptors = .allocate(capacity: capacity)
    unsafe descriptors.initialize(repeating: clinuxnet_datagram(), count: capacity)
  }

  deinit {
    unsafe descriptors.deallocate()
  }

  /// Adds the bytes of `range` in a buffer; false when the queue is full.
  ///
  /// - Parameters:
  ///   - trafficByte: DSCP and ECN for the outer IP header.
  ///   - mayFragment: Whether it may leave and arrive in fragments.
  @inline(__always)
  public mutating func append(
    _ buffer: PacketBuffer, _ range: Range<Int>, to address: UnderlayAddress,
    trafficByte: UInt8 = 0,
    mayFragment: Bool = true
  ) -> Bool {
    guard count < capacity else { return false }
    unsafe descriptors[count] = clinuxnet_datagram(
      bytes: buffer.pointer(range),
      capacity: UInt32(range.count), length: UInt32(range.count),
      host_high: UInt64(truncatingIfNeeded: address.host >> 64),
      host_low: UInt64(truncatingIfNeeded: address.host),
      port: address.port, family: address.family.rawValue, tos: trafficByte,
      whole: mayFragment ? 0 : 1)
    count += 1
    return true
  }

  /// Adds the bytes of `range` in an arena's buffer; false when the queue is full.
  public mutating func append(
    _ arena: borrowing PacketArena, buffer: Int, range: Range<Int>, to address: UnderlayAddress
  ) -> Bool {
    append(arena[buffer], range, to: address)
  }

  /// Sends everything through `socket` and empties the queue, whatever became of it.
  public mutating func flush(through socket: borrowing UDPSocket) -> SendReport {
    guard count > 0 else { return SendReport() }
    let report = unsafe clinuxnet_send(socket.handle, descriptors, Int32(count))
    count = 0
    return SendReport(
      sent: Int(report.sent), dropped: Int(report.dropped), systemCalls: Int(report.calls),
      lastError: report.last_error == 0 ? nil : SystemError(code: report.last_error))
  }
}
