import NIOCore
import NIOPosix

/// Asks an echo service.
enum EchoClient {
  /// Sends a text and returns what comes back, as many bytes.
  static func echo(of text: String, from host: String, port: Int) async throws -> String {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(string: text))
      var answer = ByteBuffer()
      for try await part in inbound {
        answer.writeImmutableBuffer(part)
        if answer.readableBytes >= text.utf8.count { break }
      }
      return String(buffer: answer)
    }
  }
}
