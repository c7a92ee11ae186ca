import NIOCore
import NIOPosix

/// Sends back what it gets, to any number of clients.
struct EchoServer {
  typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private let channel: NIOAsyncChannel<Connection, Never>
  let port: Int

  /// Listens; port 0 lets the kernel choose.
  static func listen(at host: String, port: Int) async throws -> EchoServer {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: host, port: port) { child in
        child.eventLoop.makeCompletedFuture {
          try Connection(wrappingChannelSynchronously: child)
        }
      }
    return EchoServer(channel: channel, port: channel.channel.localAddress?.port ?? port)
  }

  /// Serves until the task is cancelled.
  func run() async throws {
    try await channel.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask {
            // A client that breaks off is no reason to stop serving others.
            try? await connection.executeThenClose { inbound, outbound in
              for try await bytes in inbound { try await outbound.write(bytes) }
            }
          }
        }
      }
    }
  }
}
