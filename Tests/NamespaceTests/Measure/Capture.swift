import Foundation
import Synchronization

/// IPv4 packets that a namespace sees coming, the router's unless told otherwise, or IPv6 packets.
final class Capture {
  private let shared = Shared()

  /// Starts watching.
  init(
    in lab: NamespaceLab, at namespace: String? = nil, family: UnderlayFamily = .ipv4
  ) throws {
    let internetProtocol = UInt16(family == .ipv4 ? 0x0800 : 0x86dd)
    // "Cooked" packets begin with the IP header, whatever is below.
    let descriptor = try NamespaceSocket.open(
      in: namespace ?? lab.router, domain: AF_PACKET, type: Int32(SOCK_DGRAM.rawValue),
      protocolNumber: Int32(internetProtocol.bigEndian))
    var timeout = timeval(tv_sec: 0, tv_usec: 50_000)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let shared = shared
    Thread {
      shared.read(from: descriptor)
      close(descriptor)
    }.start()
  }

  deinit { stop() }

  /// What was seen so far, in order.
  var packets: [[UInt8]] { shared.packets }

  /// The payloads of UDP packets from or to `port` seen so far, in order.
  func payloads(port: Int) -> [[UInt8]] {
    packets.compactMap { packet in
      guard packet.count >= 28, packet[9] == 17 else { return nil }
      let header = Int(packet[0] & 15) * 4
      guard packet.count >= header + 8 else { return nil }
      let ports = [header, header + 2].map { Int(packet[$0]) << 8 | Int(packet[$0 + 1]) }
      return ports.contains(port) ? Array(packet[(header + 8)...]) : nil
    }
  }

  /// Ends the capture; what was seen can still be read.
  func stop() { shared.stop() }

  /// What the reading thread and the test share.
  private final class Shared: Sendable {
    private struct State {
      var packets: [[UInt8]] = []
      var isStopped = false
    }

    /// Enough for any test; a forgotten capture must not fill the memory.
    private static let packetsMax = 20_000

    private let state = Mutex(State())

    var packets: [[UInt8]] { state.withLock { $0.packets } }

    func stop() { state.withLock { $0.isStopped = true } }

    func read(from descriptor: Int32) {
      var buffer = [UInt8](repeating: 0, count: 2_048)
      while !state.withLock({ $0.isStopped || $0.packets.count >= Self.packetsMax }) {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { state.withLock { $0.packets.append(Array(buffer[..<count])) } }
      }
    }
  }
}
