import Foundation
import OverlayCore
import Synchronization

/// The same call without the overlay: a plain UDP socket at each end, as most programs do it.
final class DirectCall: Sendable {
  private let speaker: Int32
  private let ear: Int32
  private let target: UInt32
  private let port: UInt16
  private let isOver = Atomic(false)

  /// Opens both ends.
  ///
  /// - Parameters:
  ///   - from: where the speaker's socket is bound.
  ///   - target: where it sends to.
  ///   - ear: where the listener's socket is bound.
  init(from: UnderlayAddress, target: UnderlayAddress, ear: UnderlayAddress) throws {
    speaker = try Self.socket(from)
    self.ear = try Self.socket(ear)
    self.target = UInt32(truncatingIfNeeded: target.host)
    port = target.port
  }

  deinit {
    close(speaker)
    close(ear)
  }

  private static func socket(_ address: UnderlayAddress) throws -> Int32 {
    let descriptor = Foundation.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    let (host, port) = (UInt32(truncatingIfNeeded: address.host), address.port)
    let isBound = withAddress(host, port) { bind(descriptor, $0, $1) == 0 }
    guard descriptor >= 0, isBound else { throw POSIXError(.EADDRINUSE) }
    // Not to wait for ever where nothing comes.
    var patience = timeval(tv_sec: 0, tv_usec: 100_000)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
  }

  private static func withAddress<Result>(
    _ host: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Sends a frame. That nobody receives it, a datagram socket does not hear.
  func send(_ frame: VoiceFrame) {
    let bytes = frame.bytes
    _ = Self.withAddress(target, port) { sendto(speaker, bytes, bytes.count, 0, $0, $1) }
  }

  /// Hands what arrives to a listener, on a thread of its own.
  func listen(_ listener: Listener) {
    Thread.detachNewThread {
      var bytes = [UInt8](repeating: 0, count: 2_048)
      while !self.isOver.load(ordering: .relaxed) {
        let count = recv(self.ear, &bytes, bytes.count, 0)
        guard count > 0, let frame = VoiceFrame(bytes[..<count]) else { continue }
        listener.take(frame, at: CallClock.now)
      }
    }
  }

  /// Ends the call.
  func end() { isOver.store(true, ordering: .relaxed) }
}
