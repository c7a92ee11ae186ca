internal import CLinuxNet
internal import Glibc
public import OverlayCore

/// A UDP socket of the network below, read and written in batches.
///
/// The kernel may hand over and take several datagrams as one (UDP_GRO, UDP_SEGMENT); the C shim
/// undoes and does that, so callers see single datagrams.
@safe
public struct UDPSocket: ~Copyable {
  let handle: OpaquePointer
  /// The address it is bound to, with the port that the kernel chose when zero was asked for.
  public let address: UnderlayAddress

  /// Binds to an address. Port 0 lets the kernel choose.
  ///
  /// - Parameters:
  ///   - address: the local address.
  ///   - device: the interface that it sends and receives through; nil leaves that to routing.
  ///   - queueBytes: what to ask of the kernel for each direction.
  ///   - messages: how many messages one system call may fetch, 1 to 32; each takes 64 KiB of
  ///     memory, since the kernel may have coalesced a message from many datagrams.
  public init(
    bindingTo address: UnderlayAddress, device: String? = nil,
    queueBytes: UInt32 = RuntimeLimits.socketQueueBytes,
    messages: Int = RuntimeLimits.socketMessages
  ) throws(SocketError) {
    var code: Int32 = 0
    let (high, low) = (
      UInt64(truncatingIfNeeded: address.host >> 64), UInt64(truncatingIfNeeded: address.host)
    )
    let opened =
      if let device {
        unsafe clinuxnet_socket_open(
          address.family.rawValue, high, low, address.port, device, queueBytes, Int32(messages),
          &code)
      } else {
        unsafe clinuxnet_socket_open(
          address.family.rawValue, high, low, address.port, nil, queueBytes, Int32(messages),
          &code)
      }
    guard let opened = unsafe opened else {
      throw Self.explain(SystemError(code: code), address, device)
    }
    unsafe handle = opened
    var bound = address
    bound.port = unsafe clinuxnet_socket_port(opened)
    self.address = bound
  }

  deinit {
    unsafe clinuxnet_socket_close(handle)
  }

  /// The descriptor to register with the loop.
  public var descriptor: Int32 { unsafe clinuxnet_socket_descriptor(handle) }

  /// The receive queue that the kernel granted, in bytes.
  public var receiveQueueBytes: Int {
    unsafe Int(clinuxnet_socket_receive_queue_bytes(handle))
  }

  /// Whether datagrams were taken from the kernel that no batch has held yet; epoll does not
  /// report those.
  public var hasPending: Bool { unsafe clinuxnet_receive_pending(handle) != 0 }

  /// Whether the last system call fetched all that had arrived, so that asking again now costs a call
  /// for nothing.
  public var isDrained: Bool { unsafe clinuxnet_receive_drained(handle) != 0 }

  /// How long ago the first datagram that the last system call fetched had arrived: how long the queue
  /// is, when asked right after a receive.
  public var queueDelay: Interval {
    Interval(nanoseconds: unsafe clinuxnet_receive_waited(handle))
  }

  /// Fills `batch` with what has arrived, without waiting; an error leaves it empty.
  ///
  /// A UDP socket reports errors of earlier sends here. They concern single datagrams, which the
  /// protocol counts as lost anyway, so the daemon may ignore them.
  @discardableResult
  public func receive(into batch: inout DatagramBatch) throws(SystemError) -> Int {
    batch.count = 0
    let result = unsafe clinuxnet_receive(handle, batch.descriptors, Int32(batch.arena.count))
    batch.count = Int(try SystemError.check(result))
    return batch.count
  }

  /// Fills `datagrams` with what has arrived, without waiting and without copying; an error leaves
  /// it empty.
  @discardableResult
  public func receive(inPlace datagrams: inout ReceivedDatagrams) throws(SystemError) -> Int {
    datagrams.count = 0
    let result = unsafe clinuxnet_receive_in_place(
      handle, datagrams.descriptors, Int32(datagrams.capacity))
    datagrams.count = Int(try SystemError.check(result))
    return datagrams.count
  }

  private static func explain(
    _ error: SystemError, _ address: UnderlayAddress, _ device: String?
  ) -> SocketError {
    switch error.code {
    case ENODEV: .noInterface(device ?? "")
    case EADDRINUSE: .inUse(address)
    case EADDRNOTAVAIL: .notOurs(address)
    case EACCES, EPERM: .forbidden(address)
    default: .refused(address, error)
    }
  }
}
