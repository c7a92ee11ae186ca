import OverlayCore
import OverlayRuntime

/// Passes datagrams on, in the batches that a relay uses, without opening them.
struct Forwarder: ~Copyable {
  private let socket: UDPSocket
  private let target: UnderlayAddress
  private var received: ReceivedDatagrams
  private var queue: SendQueue
  private var loop: EventLoop

  init(_ arguments: Arguments) throws {
    let socket = try UDPSocket(bindingTo: arguments.address("--listen"))
    let loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    self.socket = socket
    self.loop = loop
    target = arguments.address("--to")
    received = ReceivedDatagrams(capacity: RuntimeLimits.datagramBatch)
    queue = SendQueue()
  }

  mutating func run() throws {
    while true {
      _ = try loop.wait(until: .never)
      while (try? socket.receive(inPlace: &received)) ?? 0 > 0 {
        for index in 0..<received.count { pass(received[index]) }
        guard !socket.hasPending else { continue }
        _ = queue.flush(through: socket)
        if socket.isDrained { break }
      }
    }
  }

  private mutating func pass(_ datagram: PacketBuffer) {
    if queue.append(datagram, 0..<datagram.count, to: target) { return }
    _ = queue.flush(through: socket)
    _ = queue.append(datagram, 0..<datagram.count, to: target)
  }
}
