import Foundation
import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("connections with questions for names")
struct NameServerTests {
  /// A server, and a way to let it do what is due.
  private final class Bench {
    var loop: EventLoop
    var server = NameServer(domain: "selvedge")
    let port: UInt16

    init() throws {
      loop = try EventLoop()
      try server.listen(on: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
      port = server.addresses[0].port
      try server.register(on: loop)
    }

    /// Handles what has come; the questions among it.
    func turn(now: Instant) throws -> [(client: Int, message: [UInt8])] {
      var questions: [(Int, [UInt8])] = []
      let count = try loop.wait(until: loop.clock.now + .milliseconds(200))
      for index in 0..<count {
        let event = loop.event(at: index)
        switch event.token.kind {
        case .nameListener: server.accept(0, now: now, on: loop)
        case .nameClient:
          let client = Int(event.token.index)
          questions += server.messages(from: client, now: now).map { (client, $0) }
        default: break
        }
      }
      return questions
    }
  }

  private let now = Instant(nanoseconds: 1_000_000_000)
  private let question: [UInt8] = [0, 3, 7, 8, 9]

  @Test("a host that holds every place keeps nobody else out")
  func greed() throws {
    let bench = try Bench()
    var idle: [RawTCPSocket] = []
    func crowd(_ count: Int) throws {
      for _ in 0..<count {
        idle.append(try RawTCPSocket(port: bench.port, from: 0x7f00_0002))
        _ = try bench.turn(now: now)
      }
    }
    try crowd(RuntimeLimits.nameClients + 4)
    let honest = try RawTCPSocket(port: bench.port, from: 0x7f00_0003)
    _ = try bench.turn(now: now)
    // However many come after it.
    try crowd(3 * RuntimeLimits.nameClients)
    #expect(honest.write(question))
    var questions: [(client: Int, message: [UInt8])] = []
    while questions.isEmpty { questions = try bench.turn(now: now) }
    #expect(questions.map(\.message) == [[7, 8, 9]])
    bench.server.send([1, 2], to: questions[0].client)
    #expect(honest.bytes(4) == [0, 2, 1, 2])
    #expect(bench.server.displaced > UInt64(3 * RuntimeLimits.nameClients))
  }

  @Test("of one host's connections the newest is served")
  func oneHost() throws {
    let bench = try Bench()
    var all: [RawTCPSocket] = []
    for _ in 0..<(2 * RuntimeLimits.nameClients) {
      all.append(try RawTCPSocket(port: bench.port))
      _ = try bench.turn(now: now)
    }
    #expect(try #require(all.last).write(question))
    var questions: [(client: Int, message: [UInt8])] = []
    while questions.isEmpty { questions = try bench.turn(now: now) }
    #expect(all[0].isClosed)
  }

  @Test("parts of a question, sent now and then, hold no place")
  func trickle() throws {
    let bench = try Bench()
    let slow = try RawTCPSocket(port: bench.port)
    _ = try bench.turn(now: now)
    #expect(slow.write([0]))
    _ = try bench.turn(now: now + .seconds(9))
    #expect(bench.server.expire(now: now + .seconds(9)).isEmpty)
    #expect(slow.write([3]))
    _ = try bench.turn(now: now + .seconds(9))
    _ = bench.server.expire(now: now + .seconds(11))
    #expect(slow.isClosed)
  }
}
