import OverlayCore
import OverlayRuntime

/// A socket of a demonstration's stream: an application, or the responder at the other end.
final class StreamSocket {
  let socket: UDPSocket
  private let arena = PacketArena(count: 128)
  private var queue = SendQueue(capacity: 128)
  private var batch = DatagramBatch()

  init(bindingTo address: UnderlayAddress) throws {
    socket = try UDPSocket(bindingTo: address)
  }

  /// Queues a message, filled up with zeroes to `byteCount`.
  func send(_ message: StreamMessage, byteCount: Int, to address: UnderlayAddress) {
    if queue.count == queue.capacity { flush() }
    let buffer = queue.count
    arena.withBuffer(buffer) { message.write(to: &$0) }
    _ = queue.append(arena, buffer: buffer, range: 0..<byteCount, to: address)
  }

  /// Sends everything queued.
  func flush() {
    _ = queue.flush(through: socket)
  }

  /// Takes in what has arrived: each message with its length and where it came from.
  func receive(_ body: (StreamMessage, _ byteCount: Int, UnderlayAddress) -> Void) {
    repeat {
      guard (try? socket.receive(into: &batch)) ?? 0 > 0 else { return }
      for number in 0..<batch.count {
        let length = batch.length(number)
        let message = batch.arena.withBuffer(number) { bytes in
          StreamMessage(bytes.span.extracting(0..<length))
        }
        if let message { body(message, length, batch.source(number)) }
      }
    } while batch.count == batch.arena.count || socket.hasPending
  }
}
