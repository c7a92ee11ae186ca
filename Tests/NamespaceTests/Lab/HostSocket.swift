import Foundation

/// A UDP socket that belongs to a host of the bench although the test process holds it: made on a
/// thread that first steps into the host's namespace.
final class HostSocket {
  private let descriptor: Int32

  /// Opens an IPv4 socket inside `host`, on a port of the kernel's choice.
  init(on host: VirtualHost) throws {
    let path = "/run/netns/\(host.namespace)"
    let made = Mailbox()
    let thread = Thread {
      made.put(Self.openSocket(insideNamespaceAt: path))
    }
    thread.start()
    descriptor = made.take()
    guard descriptor >= 0 else { throw LabError.missing("no socket could be made in \(path)") }
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

  /// `setns` is behind a feature macro that Glibc's Swift overlay does not set.
  private static func openSocket(insideNamespaceAt path: String) -> Int32 {
    typealias SetNamespace = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "setns") else { return -1 }
    let namespace = open(path, O_RDONLY)
    guard namespace >= 0 else { return -1 }
    defer { close(namespace) }
    let enter = unsafeBitCast(symbol, to: SetNamespace.self)
    guard enter(namespace, 0) == 0 else { return -1 }
    return socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  }

  /// Hands one number from a thread to the one that waits for it.
  private final class Mailbox: @unchecked Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private var value: Int32 = -1

    func put(_ number: Int32) {
      value = number
      ready.signal()
    }

    func take() -> Int32 {
      ready.wait()
      return value
    }
  }
}
