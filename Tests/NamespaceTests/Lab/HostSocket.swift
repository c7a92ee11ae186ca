import Foundation

/// A stranger's UDP socket on a host of the bench, held by the test process.
final class HostSocket {
  private let descriptor: Int32

  /// Opens an IPv4 socket inside `host`, on a port of the kernel's choice.
  init(on host: VirtualHost) throws {
    descriptor = try NamespaceSocket.open(
      in: host.namespace, domain: AF_INET, type: Int32(SOCK_DGRAM.rawValue))
  }

  deinit { close(descriptor) }

  /// Sends one datagram; whether the kernel took it. A full queue is waited for.
  @discardableResult
  func send(_ bytes: [UInt8], to address: String, port: UInt16) -> Bool {
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &target.sin_addr)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let sent = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, 0, $0, size)
      }
    }
    return sent == bytes.count
  }

  /// How many datagrams came back so far, read and thrown away.
  func drain() -> Int {
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 2_048)
    while recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) > 0 { count += 1 }
    return count
  }
}
