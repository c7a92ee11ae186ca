import Glibc

/// A UDP socket bound to an address of this machine's, which counts what comes to it.
final class HandSocket {
  private let descriptor: Int32
  let address: HandAddress
  private(set) var bytesReceived = 0
  private(set) var bytesSent = 0

  struct Failure: Error {
    var code: Int32
  }

  /// - Parameter host: The last byte of the address in 127.0.0.0/24.
  init(host: UInt8 = 1) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    self.descriptor = descriptor
    var bound = Self.name(.loopback(host))
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(descriptor, name, size) == 0 ? getsockname(descriptor, name, &size) : -1
      }
    }
    guard status == 0 else { throw Failure(code: errno) }
    address = .loopback(host, port: UInt16(bigEndian: bound.sin_port))
    var large: Int32 = 1 << 20
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &large, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit {
    close(descriptor)
  }

  private static func name(_ address: HandAddress) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = address.port.bigEndian
    name.sin_addr.s_addr = address.host.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    return name
  }

  func send(_ datagram: [UInt8], to address: HandAddress) {
    var name = Self.name(address)
    bytesSent += datagram.count
    _ = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          descriptor, datagram, datagram.count, 0, $0,
          socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// The next datagram; nil when none comes within the time.
  func receive(milliseconds: Int32) -> [UInt8]? {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    bytesReceived += count
    // Not a copy of a part: where the caller ignores it, the optimiser of Swift 6.3 frees the copy before
    // it is filled (found by the address sanitizer).
    buffer.removeSubrange(count...)
    return buffer
  }
}
