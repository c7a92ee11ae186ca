import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("the choice among servers of one prefix")
struct ServerChoiceTests {
  private let now = Instant(nanoseconds: 1_000_000_000)
  private let address: UInt128 = 0x0a01_0005
  private let own: Credential
  private let servers: [Credential]
  private var book = ServerBook()

  init() throws {
    var network = try EdgeNetwork()
    own = try network.member("own")
    servers = try ["left", "right"].map { name in
      try network.member(name, prefixes: ["10.1.0.0/16"])
    }.sorted { $0.node < $1.node }
    for server in servers { say(server, isHealthy: true, sequence: 1) }
  }

  private mutating func say(_ server: Credential, isHealthy: Bool, sequence: UInt32) {
    _ = book.take(
      PrefixAnnouncement(
        incarnation: 1, sequence: sequence, lifetimeSeconds: 30,
        entries: [
          PrefixAnnouncement.Entry(prefix: AddressPrefix("10.1.0.0/16")!, isHealthy: isHealthy)
        ]), by: server, own: own, now: now + .seconds(UInt64(sequence)))
  }

  private func rank(
    _ before: [ServedEntry] = [], costs: [Double?]
  ) -> [ServedEntry] {
    ServerRanking.entries(book, before: before, isUsed: { _, _ in true }) { node in
      servers.firstIndex { $0.node == node }.flatMap { costs[$0] }
    }
  }

  @Test("the nearest is first, and stays until another is better by a margin")
  func margin() {
    let first = rank(costs: [30, 20])
    #expect(first[0].servers[0] == servers[1].node)
    let wavered = rank(first, costs: [19, 20])
    #expect(wavered[0].servers[0] == servers[1].node)
    let beaten = rank(wavered, costs: [5, 20])
    #expect(beaten[0].servers[0] == servers[0].node)
  }

  @Test("one whose path has fallen silent gives way, and comes last")
  func silence() {
    let first = rank(costs: [30, 20])
    let entry = rank(first, costs: [30, 1e6 + 20])[0]
    #expect(entry.servers[0] == servers[0].node)
    #expect(entry.soundCount == 1)
    #expect(entry.count == 2)
    let alone = rank([entry], costs: [nil, 1e6 + 20])[0]
    #expect(alone.count == 1)
    #expect(alone.soundCount == 0)
  }

  @Test("one that withdraws is not sent anything")
  mutating func withdrawal() {
    say(servers[1], isHealthy: false, sequence: 2)
    let entries = rank(costs: [30, 20])
    #expect(entries[0].count == 1)
    #expect(entries[0].servers[0] == servers[0].node)
    say(servers[0], isHealthy: false, sequence: 2)
    #expect(rank(entries, costs: [30, 20]).isEmpty)
  }

  @Test("flows stay with their server while it works, new ones go to the best")
  func stickiness() {
    var prefixes = ServedPrefixes()
    func server(flow: UInt64) -> NodeID? { prefixes.server(of: address, .ipv4, flow: flow) }
    prefixes.replace(rank(costs: [30, 20]))
    let first = server(flow: 7)
    prefixes.replace(rank(prefixes.entries, costs: [5, 20]))
    let after = (old: server(flow: 7), new: server(flow: 8))
    #expect(first == servers[1].node)
    #expect(after.old == servers[1].node)
    #expect(after.new == servers[0].node)
    prefixes.replace(rank(prefixes.entries, costs: [5, 2e6]))
    let moved = server(flow: 7)
    #expect(moved == servers[0].node)
    prefixes.replace(rank(prefixes.entries, costs: [nil, nil]))
    let none = server(flow: 7)
    #expect(none == nil)
  }

  @Test("an exit is sent nothing for addresses that are private to somebody")
  func exits() throws {
    var network = try EdgeNetwork(seed: 2)
    let exit = try network.member("exit", isExit: true)
    var prefixes = ServedPrefixes()
    var entry = ServedEntry(.everything(.ipv4))
    entry.append(exit.node, isSound: true)
    prefixes.replace([entry])
    let outside = prefixes.server(of: 0xcb00_7105, .ipv4, flow: 1)
    #expect(outside == exit.node)
    for address: UInt128 in [0x0a00_0001, 0x7f00_0001, 0xa9fe_0001, 0xc0a8_0101, 0xac10_0001] {
      let inside = prefixes.server(of: address, .ipv4, flow: 1)
      #expect(inside == nil)
    }
    #expect(!PublicAddresses.contains(1, .ipv6))
    #expect(PublicAddresses.contains(UInt128(0x2001_0db8) << 96, .ipv6))
  }
}
