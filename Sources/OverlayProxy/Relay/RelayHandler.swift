internal import NIOCore

/// One end of a relayed connection: hands what it reads to the other end, and reads no faster than the
/// other end writes.
///
/// Both ends run on one event loop. An end that has finished sending closes the other's output when
/// everything before it has been written, so that half-closed connections work (RFC 9293, section 3.6).
final class RelayHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var partner: RelayHandler?
  private var context: ChannelHandlerContext?
  private var isReadDue = false
  private var isFinished = false

  /// Two ends that belong together.
  static func pair() -> (RelayHandler, RelayHandler) {
    let (first, second) = (RelayHandler(), RelayHandler())
    first.partner = second
    second.partner = first
    return (first, second)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if !context.channel.isActive { partner?.finish(.all) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    partner = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    partner?.context?.write(data, promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    partner?.context?.flush()
    context.fireChannelReadComplete()
  }

  func channelInactive(context: ChannelHandlerContext) {
    partner?.finish(.all)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed: partner?.finish(.output)
    case is IdleStateHandler.IdleStateEvent: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    partner?.context?.close(promise: nil)
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { partner?.resume() }
    context.fireChannelWritabilityChanged()
  }

  func read(context: ChannelHandlerContext) {
    if partner?.context?.channel.isWritable ?? false {
      context.read()
    } else {
      isReadDue = true
    }
  }

  /// The partner has room again.
  func resume() {
    guard isReadDue, let context else { return }
    isReadDue = false
    context.read()
  }

  /// Closes when everything that was written before has left.
  private func finish(_ mode: CloseMode) {
    guard let context, !isFinished || mode == .all else { return }
    isFinished = true
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.close(mode: mode, promise: nil) }
  }
}
