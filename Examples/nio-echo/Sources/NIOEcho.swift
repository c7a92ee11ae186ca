import NIOCore
import NIOPosix

/// A TCP echo service and its client in SwiftNIO. Neither knows of Selvedge: they are given addresses of
/// the overlay, and the kernel brings their packets to the daemon's network device.
@main
enum NIOEcho {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("serve", 3):
      guard let port = Int(arguments[2]) else { return usage() }
      let server = try await EchoServer.listen(at: arguments[1], port: port)
      print("listening at \(arguments[1]):\(server.port)")
      try await server.run()
    case ("send", 4):
      guard let port = Int(arguments[2]) else { return usage() }
      print(try await EchoClient.echo(of: arguments[3], from: arguments[1], port: port))
    case ("--self-test", 1):
      try await selfTest()
    default:
      usage()
    }
  }

  /// Server and client on the loopback.
  private static func selfTest() async throws {
    let server = try await EchoServer.listen(at: "127.0.0.1", port: 0)
    let serving = Task { try await server.run() }
    let text = "a selvedge keeps a cloth from unravelling"
    let echo = try await EchoClient.echo(of: text, from: "127.0.0.1", port: server.port)
    serving.cancel()
    try? await serving.value
    guard echo == text else { throw EchoFailure.differs(echo) }
    print("echoed: \(echo)")
  }

  private static func usage() {
    print(
      """
      usage: nio-echo serve ADDRESS PORT        on one host, at its overlay address
             nio-echo send ADDRESS PORT TEXT    on another
             nio-echo --self-test               both here, on the loopback
      """)
  }
}
