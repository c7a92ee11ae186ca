public import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSOCKS

/// A SOCKS5 proxy (RFC 1928) that leads into the overlay and nowhere else. It serves CONNECT without
/// authentication: whoever may connect to its socket may use it.
///
/// Connections go out as any program's would, so the process needs a way into the overlay: a network
/// device of the host's, or namespaces as ``OverlayRuntime/OverlayProgram`` makes them.
public struct SOCKSProxy: Sendable {
  private let destinations: OverlayDestinations
  private let limits: ProxyLimits
  private let logger: Logger

  /// Describes a proxy.
  public init(destinations: OverlayDestinations, limits: ProxyLimits, logger: Logger) {
    self.destinations = destinations
    self.limits = limits
    self.logger = logger
  }

  /// Serves a listening socket, which may belong to another namespace, until the task is cancelled or
  /// the socket fails.
  public func serve(listener: Int32) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let channel = try await ServerBootstrap(group: group)
      .serverChannelInitializer { [limits] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            ConnectionLimit(most: limits.connections))
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture { try open(channel) }
      }
      .withBoundSocket(listener).get()
    try await withTaskCancellationHandler {
      try await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  /// Prepares a connection for its opening.
  func open(_ channel: any Channel) throws {
    let handshake = SOCKSServerHandshakeHandler()
    let session = SOCKSSession(
      handshake, destinations: destinations, limits: limits, logger: logger)
    try channel.pipeline.syncOperations.addHandlers([handshake, session])
  }
}
