import Logging
import NIOCore
import NIOEmbedded
import OverlayRuntime
import Testing

@testable import OverlayProxy

@Suite("a proxy's opening")
struct SOCKSProxyTests {
  /// A connection whose proxy has no daemon to ask.
  private func connection(openingSeconds: Int64 = 30) throws -> EmbeddedChannel {
    let proxy = SOCKSProxy(
      destinations: OverlayDestinations(controlPath: "/nonexistent/control.sock"),
      limits: ProxyLimits(connections: 4, openingSeconds: openingSeconds, idleSeconds: 60),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try proxy.open(channel)
    return channel
  }

  private func answer(_ channel: EmbeddedChannel) throws -> [UInt8] {
    try channel.readOutbound(as: ByteBuffer.self).map { Array($0.readableBytesView) } ?? []
  }

  @Test("takes clients that offer to come without a password, and no others")
  func greeting() throws {
    let open = try connection()
    try open.writeInbound(ByteBuffer(bytes: [5, 2, 0, 2]))
    #expect(try answer(open) == [5, 0])
    #expect(open.isActive)
    let closed = try connection()
    try closed.writeInbound(ByteBuffer(bytes: [5, 1, 2]))
    #expect(try answer(closed) == [5, 0xff])
    #expect(!closed.isActive)
  }

  @Test("refuses to listen for others and to carry UDP", arguments: [2, 3] as [UInt8])
  func commands(command: UInt8) throws {
    let channel = try connection()
    try channel.writeInbound(ByteBuffer(bytes: [5, 1, 0]))
    _ = try answer(channel)
    try channel.writeInbound(ByteBuffer(bytes: [5, command, 0, 1, 10, 99, 0, 2, 0, 80]))
    #expect(try answer(channel).prefix(2) == [5, 7])
    channel.embeddedEventLoop.run()
    #expect(!channel.isActive)
  }

  @Test("ends with a client that says something else, or goes in the middle of a word")
  func garbage() throws {
    let other = try connection()
    _ = try? other.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
    #expect(!other.isActive)
    let half = try connection()
    try half.writeInbound(ByteBuffer(bytes: [5, 9]))
    _ = try? half.finish()
    #expect(!half.isActive)
  }

  @Test("does not wait for ever for a client that says nothing")
  func deadline() throws {
    let channel = try connection(openingSeconds: 5)
    channel.embeddedEventLoop.advanceTime(by: .seconds(4))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(!channel.isActive)
  }

  @Test(
    "knows a member's name with and without the domain, in any case",
    arguments: [
      ("beta", "beta"), ("Beta.Selvedge", "beta"), ("beta.selvedge.", "beta"),
      ("example.com", nil), ("", nil), (".selvedge", nil),
    ] as [(String, String?)])
  func names(text: String, name: String?) {
    #expect(OverlayDestinations.memberName(text) == name)
  }
}
