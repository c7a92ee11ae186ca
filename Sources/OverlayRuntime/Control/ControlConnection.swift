internal import CLinuxNet
internal import Glibc

/// One program on the control socket, as the daemon sees it.
final class ControlConnection {
  private let socket: OwnedDescriptor
  private let queueBytesMax: Int
  private var incoming: LineBuffer
  private var outgoing: [UInt8] = []

  init(
    descriptor: Int32, lineBytesMax: Int = RuntimeLimits.controlLineBytes,
    queueBytesMax: Int = RuntimeLimits.controlQueueBytes
  ) {
    socket = OwnedDescriptor(descriptor)
    self.queueBytesMax = queueBytesMax
    incoming = LineBuffer(lineBytesMax: lineBytesMax)
  }

  var descriptor: Int32 { socket.number }

  /// Whether answers wait for room.
  var isBlocked: Bool { !outgoing.isEmpty }

  /// Reads what has arrived; false when the program left or misbehaved.
  func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    let count = unsafe recv(socket.number, &chunk, chunk.count, 0)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    return count > 0 && incoming.append(chunk[..<count])
  }

  /// The next complete line.
  func nextLine() -> [UInt8]? { incoming.next() }

  /// Queues bytes and writes what there is room for; false when the program left or does not
  /// read its answers.
  func write(_ bytes: [UInt8]) -> Bool {
    guard outgoing.count + bytes.count <= queueBytesMax else { return false }
    outgoing += bytes
    return flush()
  }

  /// Writes what there is room for; false when the program left.
  func flush() -> Bool {
    while !outgoing.isEmpty {
      let count = unsafe send(socket.number, outgoing, outgoing.count, Int32(MSG_NOSIGNAL))
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      outgoing.removeFirst(count)
    }
    return true
  }
}
