import Foundation

/// Sockets that belong to a namespace although the test process holds them: made on a thread that
/// first steps inside. A thread's step cannot be taken back, so each gets a thread of its own.
enum NamespaceSocket {
  /// Opens a socket inside the named namespace.
  static func open(
    in namespace: String, domain: Int32, type: Int32, protocolNumber: Int32 = 0
  ) throws -> Int32 {
    let made = Mailbox()
    let thread = Thread {
      made.put(
        enter("/run/netns/\(namespace)") ? socket(domain, type, protocolNumber) : -1)
    }
    thread.start()
    let descriptor = made.take()
    guard descriptor >= 0 else { throw LabError.missing("no socket could be made in \(namespace)") }
    return descriptor
  }

  /// `setns` is behind a feature macro that Glibc's Swift overlay does not set.
  private static func enter(_ path: String) -> Bool {
    typealias SetNamespace = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "setns") else { return false }
    let namespace = Foundation.open(path, O_RDONLY)
    guard namespace >= 0 else { return false }
    defer { close(namespace) }
    return unsafeBitCast(symbol, to: SetNamespace.self)(namespace, 0) == 0
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
