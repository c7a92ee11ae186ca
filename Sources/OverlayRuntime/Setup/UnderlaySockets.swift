internal import OverlayCore

/// One wildcard socket for each family that is needed, on ports that the kernel chooses: for
/// programs that talk to a node for a moment.
struct UnderlaySockets {
  /// A socket with its queue, boxed because neither can be copied into an array.
  private final class Box {
    let socket: UDPSocket
    var queue = SendQueue(capacity: 1)

    init(_ family: UnderlayAddress.Family) throws(SocketError) {
      socket = try UDPSocket(
        bindingTo: UnderlayAddress(family: family, host: 0, port: 0),
        queueBytes: RuntimeLimits.forwardQueueBytes, messages: RuntimeLimits.forwardMessages)
    }
  }

  private var boxes: [Box] = []

  /// Opens a socket for each family. A family that this host does not have is left out, unless
  /// none is left.
  init(families: Set<UnderlayAddress.Family>) throws(SocketError) {
    var failure: SocketError?
    for family in families {
      do throws(SocketError) {
        boxes.append(try Box(family))
      } catch {
        failure = error
      }
    }
    if let failure, boxes.isEmpty { throw failure }
  }

  var count: Int { boxes.count }

  func descriptor(_ index: Int) -> Int32 { boxes[index].socket.descriptor }

  func receive(_ index: Int, into batch: inout DatagramBatch) -> Int {
    (try? boxes[index].socket.receive(into: &batch)) ?? 0
  }

  /// Sends from the socket of the destination's family, if there is one.
  func send(_ message: [UInt8], to address: UnderlayAddress) {
    guard let box = boxes.first(where: { $0.socket.address.family == address.family }) else {
      return
    }
    let arena = PacketArena(count: 1)
    arena.withBuffer(0) { buffer in
      for (offset, byte) in message.enumerated() { buffer[offset] = byte }
    }
    _ = box.queue.append(arena, buffer: 0, range: 0..<message.count, to: address)
    _ = box.queue.flush(through: box.socket)
  }
}
