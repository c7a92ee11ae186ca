import OverlayCore
import OverlayRuntime

/// Lets a program in that belongs to no emulated host, such as `selvedge join`, which asks from
/// whatever address the kernel gives it.
///
/// ```
///   visitor  ->  127.20.0.(j+1):q          as if j were an ordinary address
///   desk     ->  127.10.0.(j+1):q          from a socket of the desk's own
///   j        ->  desk                      its answer
///   127.20.0.(j+1):q  ->  visitor
/// ```
///
/// Without delay or loss, and one visitor at a time: the newest.
final class VisitorDesk {
  private let socket: UDPSocket
  private var queue = SendQueue()
  private var batch = DatagramBatch(capacity: 8)
  private var visitor: UnderlayAddress?

  init() throws {
    socket = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 127 << 24 | 1, port: 0))
  }

  var descriptor: Int32 { socket.descriptor }

  /// Passes on what a visitor sent.
  func passIn(
    _ arena: borrowing PacketArena, buffer: Int, length: Int, from visitor: UnderlayAddress,
    to endpoint: EmulatedEndpoint
  ) {
    self.visitor = visitor
    _ = queue.append(
      arena, buffer: buffer, range: 0..<length, to: EmulatedAddressing.local(endpoint))
    _ = queue.flush(through: socket)
  }

  /// Passes answers back, each through the emulator's socket for the host that answered.
  func passOut(socketFor: (EmulatedEndpoint) -> EmulatorSocket?) {
    guard let visitor, (try? socket.receive(into: &batch)) ?? 0 > 0 else { return }
    for number in 0..<batch.count {
      guard let source = EmulatedAddressing.endpoint(local: batch.source(number)),
        let outlet = socketFor(source)
      else { continue }
      let range = 0..<batch.length(number)
      _ = outlet.queue.append(batch.arena, buffer: number, range: range, to: visitor)
      _ = outlet.queue.flush(through: outlet.socket)
    }
  }
}
