internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSOCKS
internal import OverlayRuntime

/// The opening of one connection: greeting, request, way to the destination, answer (RFC 1928). Then
/// it makes room for a ``RelayHandler``.
final class SOCKSSession: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ClientMessage
  typealias OutboundOut = ServerMessage

  private let handshake: SOCKSServerHandshakeHandler
  private let destinations: OverlayDestinations
  private let limits: ProxyLimits
  private let logger: Logger
  private var deadline: Scheduled<Void>?
  private var isAsked = false
  private var isOver = false

  init(
    _ handshake: SOCKSServerHandshakeHandler, destinations: OverlayDestinations,
    limits: ProxyLimits, logger: Logger
  ) {
    self.handshake = handshake
    self.destinations = destinations
    self.limits = limits
    self.logger = logger
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: .seconds(limits.openingSeconds)) {
      channel.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // The codec lets go of bytes that it could not read, as they are, when the pipeline is taken down.
    guard !isOver else { return }
    switch unwrapInboundIn(data) {
    case .greeting(let greeting):
      let isOpen = greeting.methods.contains(.noneRequired)
      let method: AuthenticationMethod = isOpen ? .noneRequired : .noneAcceptable
      send(.selectedAuthenticationMethod(SelectedAuthenticationMethod(method: method)), context)
      if !isOpen { context.close(promise: nil) }
    case .authenticationData: context.close(promise: nil)
    case .request(let request):
      guard !isAsked else { return context.close(promise: nil) }
      isAsked = true
      serve(request, context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    isOver = true
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("closing a connection: \(error)")
    context.close(promise: nil)
  }

  /// Also a client that has nothing to send after its request wants the answer.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event, !isAsked { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  private func send(_ message: ServerMessage, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(message), promise: nil)
  }

  private func serve(_ request: SOCKSRequest, _ context: ChannelHandlerContext) {
    guard request.command == .connect else {
      return refuse(.commandUnsupported, request, context)
    }
    let bound = NIOLoopBound((session: self, context: context), eventLoop: context.eventLoop)
    // Nothing more is read until the other end can take it.
    let isPaused = context.channel.setOption(.autoRead, value: false)
    isPaused.flatMap { [destinations] in
      ProxyDestination.find(request.addressType, in: destinations, on: bound.eventLoop)
    }.whenComplete { result in
      let (session, context) = bound.value
      switch result {
      case .success(let addresses): session.connect(addresses[...], request, context)
      case .failure(let error): session.refuse(error, request, context)
      }
    }
  }

  /// Tries one address after the other.
  private func connect(
    _ addresses: ArraySlice<SocketAddress>, _ request: SOCKSRequest,
    _ context: ChannelHandlerContext
  ) {
    guard let address = addresses.first else {
      return refuse(.hostUnreachable, request, context)
    }
    let bound = NIOLoopBound((session: self, context: context), eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .connectTimeout(.seconds(max(1, limits.openingSeconds / 2)))
      .channelOption(.autoRead, value: false)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(to: address)
      .whenComplete { result in
        let (session, context) = bound.value
        switch result {
        case .success(let channel): session.join(channel, request, context)
        case .failure(let error):
          guard addresses.count > 1 else { return session.refuse(error, request, context) }
          session.connect(addresses.dropFirst(), request, context)
        }
      }
  }

  /// Answers, and puts the relay into both pipelines.
  private func join(
    _ remote: any Channel, _ request: SOCKSRequest, _ context: ChannelHandlerContext
  ) {
    let local = context.channel
    guard local.isActive else { return remote.close(promise: nil) }
    let reached = SOCKSAddress.address(remote.localAddress ?? Self.nowhere)
    send(.response(SOCKSResponse(reply: .succeeded, boundAddress: reached)), context)
    let (here, there) = RelayHandler.pair()
    do {
      let idle = TimeAmount.seconds(limits.idleSeconds)
      try remote.pipeline.syncOperations.addHandler(there)
      try local.pipeline.syncOperations.addHandlers([IdleStateHandler(allTimeout: idle), here])
    } catch {
      logger.debug("cannot join two connections: \(error)")
      remote.close(promise: nil)
      return local.close(promise: nil)
    }
    let pipeline = context.pipeline.syncOperations
    // What the client has sent already goes on from the codec to the relay.
    pipeline.removeHandler(context: context)
      .flatMap { [bound = NIOLoopBound(handshake, eventLoop: context.eventLoop)] in
        local.pipeline.syncOperations.removeHandler(bound.value)
      }
      .flatMap {
        remote.flush()
        return local.setOption(.autoRead, value: true)
      }
      .flatMap { remote.setOption(.autoRead, value: true) }
      .whenFailure { _ in
        remote.close(promise: nil)
        local.close(promise: nil)
      }
  }

  private func refuse(
    _ error: any Error, _ request: SOCKSRequest, _ context: ChannelHandlerContext
  ) {
    logger.debug("no way to \(request.addressType): \(error)")
    refuse(ProxyDestination.reply(to: error), request, context)
  }

  private func refuse(
    _ reply: SOCKSServerReply, _ request: SOCKSRequest, _ context: ChannelHandlerContext
  ) {
    let response = SOCKSResponse(reply: reply, boundAddress: .address(Self.nowhere))
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.response(response))).whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  private static let nowhere: SocketAddress = {
    guard let address = try? SocketAddress(ipAddress: "0.0.0.0", port: 0) else {
      preconditionFailure("0.0.0.0 is an address")
    }
    return address
  }()
}
