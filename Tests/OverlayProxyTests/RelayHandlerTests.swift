import NIOCore
import NIOEmbedded
import Testing

@testable import OverlayProxy

@Suite("a relayed connection")
struct RelayHandlerTests {
  /// Half-closes as a socket does, which an embedded channel cannot.
  private final class HalfClose: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var isOutputClosed = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      guard mode == .output else { return context.close(mode: mode, promise: promise) }
      isOutputClosed = true
      promise?.succeed(())
    }
  }

  private let loop = EmbeddedEventLoop()
  private let halfClose = HalfClose()
  private let here: EmbeddedChannel
  private let there: EmbeddedChannel

  init() throws {
    let (first, second) = RelayHandler.pair()
    here = EmbeddedChannel(loop: loop)
    there = EmbeddedChannel(loop: loop)
    try here.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try there.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 2)).wait()
    try here.pipeline.syncOperations.addHandler(first)
    try there.pipeline.syncOperations.addHandlers([halfClose, second])
  }

  @Test("carries bytes both ways")
  func bytes() throws {
    try here.writeInbound(ByteBuffer(string: "question"))
    #expect(try there.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "question"))
    try there.writeInbound(ByteBuffer(string: "answer"))
    #expect(try here.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "answer"))
  }

  @Test("an end that has finished sending still hears the other")
  func oneWay() throws {
    try here.writeInbound(ByteBuffer(string: "question"))
    here.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    loop.run()
    #expect(halfClose.isOutputClosed)
    #expect(here.isActive)
    #expect(there.isActive)
    try there.writeInbound(ByteBuffer(string: "late"))
    #expect(try here.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "late"))
  }

  @Test("when one end is gone, the other goes after what was written to it has left")
  func close() throws {
    try here.writeInbound(ByteBuffer(string: "last"))
    _ = try here.finish(acceptAlreadyClosed: true)
    loop.run()
    #expect(!there.isActive)
    #expect(try there.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "last"))
  }

  @Test("an idle connection is closed at both ends")
  func idle() {
    here.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
    loop.run()
    #expect(!here.isActive)
    #expect(!there.isActive)
  }
}
