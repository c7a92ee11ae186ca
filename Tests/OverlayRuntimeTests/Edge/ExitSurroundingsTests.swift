import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("what an exit carries, and whom its users believe")
struct ExitSurroundingsTests {
  private let now = Instant(nanoseconds: 1_000_000_000)

  @Test("the Internet is what is neither this host nor a network that it is part of")
  func surroundings() throws {
    var network = try EdgeNetwork()
    let exit = try network.member("exit", isExit: true)
    var plane = EdgePlane(EdgeSettings(servesExit: true), own: exit)
    let (lan, far): (UInt128, UInt128) = (0xcb00_7105, 0x0808_0808)
    // What is private, link-local or for many is none of it anyway.
    let others: [UInt128] = [0x7f00_0001, 0xa9fe_a9fe, 0xe000_0001, 0x0a01_0001]
    let before = ([lan, far] + others).map { plane.mayGo(to: $0, .ipv4) }
    #expect(before == [true, true, false, false, false, false])
    plane.setSurroundings([AddressPrefix("203.0.113.0/24")!])
    let after = ([lan, far] + others).map { plane.mayGo(to: $0, .ipv4) }
    #expect(after == [false, true, false, false, false, false])
  }

  private func everything() -> PrefixAnnouncement {
    PrefixAnnouncement(
      incarnation: 1, sequence: 1, lifetimeSeconds: 30,
      entries: [PrefixAnnouncement.Entry(prefix: .everything(.ipv4), isHealthy: true)])
  }

  @Test("an exit whose credential was renewed without the role is none any more")
  func renewed() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let exit = try network.member("exit", isExit: true)
    var book = ServerBook()
    _ = book.take(everything(), by: exit, own: own, now: now)
    let isLeft = book.recheck([exit], unixSeconds: 1_800_000_000)
    #expect(!isLeft)
    #expect(book.servers[exit.node]?.announcement.entries.count == 1)
    var other = try EdgeNetwork()
    _ = try other.member("own")
    // The same key and ID, since the seed is the same.
    let plain = try other.member("exit")
    #expect(plain.node == exit.node)
    let isWithdrawn = book.recheck([plain], unixSeconds: 1_800_000_000)
    #expect(isWithdrawn)
    #expect(book.servers[exit.node]?.announcement.entries.isEmpty == true)
    #expect(book.unauthorised == 1)
  }

  @Test("an exit whose credential has expired is none any more")
  func expired() throws {
    var network = try EdgeNetwork()
    let own = try network.member("own")
    let exit = try network.member("exit", isExit: true)
    var book = ServerBook()
    _ = book.take(everything(), by: exit, own: own, now: now)
    let isEarly = book.recheck([], unixSeconds: exit.expiresAt)
    #expect(!isEarly)
    let isLate = book.recheck([], unixSeconds: exit.expiresAt + 86_400)
    #expect(isLate)
    #expect(book.servers.isEmpty)
  }
}
