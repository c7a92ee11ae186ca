internal import OverlayCore

/// A UDP socket with the datagrams that wait to leave through it.
///
/// A class, since neither half can be copied into an array.
final class DatagramPort {
  let socket: UDPSocket
  private var queue: SendQueue
  /// What became of the datagrams flushed so far.
  private(set) var total = SendReport()

  init(
    _ socket: consuming UDPSocket, capacity: Int = RuntimeLimits.sendQueue
  ) {
    self.socket = socket
    queue = SendQueue(capacity: capacity)
  }

  /// Queues the bytes of `range` in a buffer; a full queue is flushed first.
  func append(
    _ buffer: PacketBuffer, _ range: Range<Int>, to address: UnderlayAddress,
    trafficByte: UInt8 = 0,
    mayFragment: Bool = true
  ) {
    if queue.append(buffer, range, to: address, trafficByte: trafficByte, mayFragment: mayFragment)
    {
      return
    }
    flush()
    _ = queue.append(buffer, range, to: address, trafficByte: trafficByte, mayFragment: mayFragment)
  }

  /// Sends what waits.
  func flush() {
    guard queue.count > 0 else { return }
    let report = queue.flush(through: socket)
    total.sent += report.sent
    total.dropped += report.dropped
    total.systemCalls += report.systemCalls
    total.lastError = report.lastError ?? total.lastError
  }
}
