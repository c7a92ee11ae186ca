internal import NIOCore
internal import NIOPosix
internal import NIOSOCKS
internal import OverlayRuntime

/// What a client's request leads to.
enum ProxyDestination {
  /// Why it leads nowhere.
  enum Refusal: Error {
    /// It is outside of the overlay.
    case outside
    /// No member has the name.
    case unknown
  }

  /// The addresses to try, found on a thread that may wait for the daemon.
  static func find(
    _ wanted: SOCKSAddress, in destinations: OverlayDestinations, on loop: any NIOCore.EventLoop
  ) -> EventLoopFuture<[SocketAddress]> {
    NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
      switch wanted {
      case .address(let address):
        guard let text = address.ipAddress, let port = address.port else { throw Refusal.outside }
        return try literal(text, port: port, in: destinations)
      case .domain(let name, let port):
        // `curl --socks5-hostname` sends numbers as names too.
        if (try? SocketAddress(ipAddress: name, port: port)) != nil {
          return try literal(name, port: port, in: destinations)
        }
        let found = try destinations.addresses(of: name)
        guard !found.isEmpty else {
          throw OverlayDestinations.memberName(name) == nil ? Refusal.outside : Refusal.unknown
        }
        return try found.map { try SocketAddress(ipAddress: $0.text, port: port) }
      }
    }
  }

  private static func literal(
    _ text: String, port: Int, in destinations: OverlayDestinations
  ) throws -> [SocketAddress] {
    guard try destinations.contains(OverlayAddressText(text)) else { throw Refusal.outside }
    return [try SocketAddress(ipAddress: text, port: port)]
  }

  /// What RFC 1928, section 6, has for an error.
  static func reply(to error: any Error) -> SOCKSServerReply {
    switch error {
    case Refusal.outside: return .notAllowed
    case Refusal.unknown: return .hostUnreachable
    case let error as ControlError:
      // A lookup that nobody answered is no fault of the proxy's.
      if case .failed = error { return .hostUnreachable }
      return .serverFailure
    case let error as IOError: return reply(toCode: error.errnoCode)
    case ChannelError.connectTimeout: return .ttlExpired
    default: return .serverFailure
    }
  }

  private static func reply(toCode code: CInt) -> SOCKSServerReply {
    let error = SystemError(code: code)
    if error.isRefused { return .refused }
    if error.isNetworkUnreachable { return .networkUnreachable }
    return .hostUnreachable
  }
}
