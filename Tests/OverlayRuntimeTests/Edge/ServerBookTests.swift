import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("what others say that they serve")
struct ServerBookTests {
  private let now = Instant(nanoseconds: 1_000_000_000)

  private func announcement(
    _ prefixes: [String], sequence: UInt32 = 1, lifetime: UInt16 = 30
  ) -> PrefixAnnouncement {
    PrefixAnnouncement(
      incarnation: 1, sequence: sequence, lifetimeSeconds: lifetime,
      entries: prefixes.map {
        PrefixAnnouncement.Entry(prefix: AddressPrefix($0)!, isHealthy: true)
      })
  }

  @Test("what a credential does not allow is kept apart and counted")
  func unauthorised() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let border = try network.member("border", prefixes: ["10.1.0.0/16", "10.99.0.0/24"])
    var book = ServerBook()
    let outcome = book.take(
      announcement(["10.1.2.0/24", "10.2.0.0/16", "10.0.0.0/8", "0.0.0.0/0", "10.99.0.0/25"]),
      by: border, own: own, now: now)
    #expect(outcome == .changed)
    let server = try #require(book.servers[border.node])
    #expect(server.announcement.entries.map(\.prefix.description) == ["10.1.2.0/24"])
    #expect(server.refused.count == 4)
    #expect(book.unauthorised == 4)
  }

  @Test("everything at once is for exits alone")
  func exits() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let exit = try network.member("exit", isExit: true)
    var book = ServerBook()
    _ = book.take(announcement(["0.0.0.0/0", "::/0"]), by: exit, own: own, now: now)
    #expect(book.servers[exit.node]?.announcement.entries.count == 2)
  }

  @Test("an older announcement changes nothing, the same again holds longer, silence ends it")
  func order() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let border = try network.member("border", prefixes: ["10.1.0.0/16"])
    var book = ServerBook()
    let later = now + .seconds(20)
    let outcomes = [
      book.take(announcement(["10.1.0.0/16"], sequence: 5), by: border, own: own, now: now),
      book.take(announcement([], sequence: 4), by: border, own: own, now: now),
      book.take(announcement(["10.1.0.0/16"], sequence: 5), by: border, own: own, now: later),
    ]
    #expect(outcomes == [.changed, .ignored, .refreshed])
    let ends = [book.expire(at: now + .seconds(49)), book.expire(at: now + .seconds(50))]
    #expect(ends == [false, true])
    #expect(book.servers.isEmpty)
  }

  @Test("a lifetime of for ever is cut")
  func lifetime() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let border = try network.member("border", prefixes: ["10.1.0.0/16"])
    var book = ServerBook()
    _ = book.take(
      announcement(["10.1.0.0/16"], lifetime: .max), by: border, own: own, now: now)
    #expect(book.nextDeadline == now + .seconds(600))
  }

  @Test("a node that changes its mind all the time is heard ten times a second")
  func flapping() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let border = try network.member("border", prefixes: ["10.1.0.0/16"])
    var book = ServerBook()
    var changes = 0
    for step in 0..<1_000 {
      let said = announcement(
        step.isMultiple(of: 2) ? ["10.1.0.0/16"] : [], sequence: UInt32(step + 1))
      let outcome = book.take(
        said, by: border, own: own, now: now + .milliseconds(UInt64(step)))
      if outcome == .changed { changes += 1 }
    }
    #expect(1...11 ~= changes)
  }
}
