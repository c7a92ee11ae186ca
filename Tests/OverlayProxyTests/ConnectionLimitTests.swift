import NIOCore
import NIOEmbedded
import Testing

@testable import OverlayProxy

@Suite("a proxy's limit on connections")
struct ConnectionLimitTests {
  /// Counts what reaches the socket.
  private final class Reads: ChannelOutboundHandler {
    typealias OutboundIn = any Channel
    var count = 0

    func read(context: ChannelHandlerContext) { count += 1 }
  }

  @Test("lets no more in than there may be, and goes on when one has left")
  func limit() throws {
    let loop = EmbeddedEventLoop()
    let listener = EmbeddedChannel(loop: loop)
    let reads = Reads()
    try listener.pipeline.syncOperations.addHandlers([reads, ConnectionLimit(most: 2)])
    let clients = (0..<2).map { _ in EmbeddedChannel(loop: loop) }
    for client in clients {
      listener.read()
      listener.pipeline.fireChannelRead(client as any Channel)
    }
    let before = reads.count
    listener.read()
    #expect(reads.count == before)
    _ = try clients[0].finish()
    loop.run()
    #expect(reads.count == before + 1)
  }
}
