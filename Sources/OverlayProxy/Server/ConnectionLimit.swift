internal import NIOCore

/// Keeps a listening socket from accepting more connections than there may be.
///
/// Sits in the pipeline of the listening channel, whose `read` is an accept.
final class ConnectionLimit: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = any Channel
  typealias OutboundOut = any Channel

  private let most: Int
  private var open = 0
  private var isReadDue = false

  init(most: Int) {
    self.most = most
  }

  func read(context: ChannelHandlerContext) {
    guard open < most else {
      isReadDue = true
      return
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let channel = unwrapInboundIn(data)
    open += 1
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    channel.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
      bound.value.handler.closed(bound.value.context)
    }
    context.fireChannelRead(data)
  }

  private func closed(_ context: ChannelHandlerContext) {
    open -= 1
    guard isReadDue, open < most else { return }
    isReadDue = false
    context.read()
  }
}
