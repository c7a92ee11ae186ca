internal import CLinuxNet
internal import Glibc

/// One program on the control socket, as the daemon sees it.
final class ControlConnection {
  private let socket: OwnedDescriptor
  private let queueBytesMax: Int
  private var incoming: LineBuffer
  private var outgoing: [UInt8] = []
  private var passed: Int32 = -1

  init(
    descriptor: Int32, lineBytesMax: Int = RuntimeLimits.controlLineBytes,
    queueBytesMax: Int = RuntimeLimits.controlQueueBytes
  ) {
    socket = OwnedDescriptor(descriptor)
    self.queueBytesMax = queueBytesMax
    incoming = LineBuffer(lineBytesMax: lineBytesMax)
  }

  deinit {
    if passed >= 0 { close(passed) }
  }

  var descriptor: Int32 { socket.number }

  /// Whether answers wait for room.
  var isBlocked: Bool { !outgoing.isEmpty }

  /// Reads what has arrived; false when the program left or misbehaved.
  func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    var file: Int32 = -1
    let count = Int(
      unsafe clinuxnet_unix_receive(socket.number, &chunk, chunk.count, &file))
    if file >= 0 {
      if passed >= 0 { close(passed) }
      passed = file
    }
    if count < 0 { return -count == Int(EAGAIN) }
    return count > 0 && incoming.append(chunk[..<count])
  }

  /// The open file that came with a request, once.
  func takeFile() -> OwnedDescriptor? {
    guard passed >= 0 else { return nil }
    defer { passed = -1 }
    return OwnedDescriptor(passed)
  }

  /// Whether a whole line has come.
  private(set) var hasAsked = false

  /// The next complete line.
  func nextLine() -> [UInt8]? {
    guard let line = incoming.next() else { return nil }
    hasAsked = true
    return line
  }

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
