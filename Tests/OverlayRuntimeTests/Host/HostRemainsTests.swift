import Testing

@testable import OverlayRuntime

@Suite("what a node has left, by its record and by the kernel")
struct HostRemainsTests {
  private let routing = HostRouting(device: 1_234, isClosed: true)
  private let other = HostRouting(device: 1_240, isClosed: true)
  private let table = "selvedgeguard_a_01020304"

  private var standing: HostLeftovers {
    HostLeftovers(routings: [routing], outbound: [table], firewalls: ["selvedge_a_01020304"])
  }

  @Test("an empty record hides nothing that stands")
  func old() {
    let remains = HostRemains(recorded: HostChanges(), found: standing)
    #expect(
      remains.changes
        == HostChanges(routing: routing, firewall: "selvedge_a_01020304", outbound: table))
    #expect(remains.spare.isEmpty)
  }

  @Test("what the record alone knows stays known")
  func recorded() {
    let setting = [KernelSetting.markReturns.path: "0"]
    let changes = HostChanges(routing: routing, outbound: table, settings: setting)
    #expect(HostRemains(recorded: changes, found: HostLeftovers()).changes == changes)
    #expect(HostRemains(recorded: HostChanges(), found: HostLeftovers()).isEmpty)
  }

  @Test("one set of rules is kept: of several the recorded one if it stands, or else one that does")
  func sets() {
    let recorded = HostChanges(routing: routing, outbound: table)
    var found = standing
    found.routings = [other, routing]
    let both = HostRemains(recorded: recorded, found: found)
    #expect(both.changes.routing == routing)
    #expect(both.spare.routings == [other])
    found.routings = [other]
    let one = HostRemains(recorded: recorded, found: found)
    #expect(one.changes.routing == other)
    #expect(one.spare.isEmpty)
    // Its device is there still, made beforehand.
    found.living = [routing]
    let lasting = HostRemains(recorded: recorded, found: found)
    #expect(lasting.changes.routing == routing)
    #expect(lasting.spare.routings == [other])
  }

  @Test("a recorded set that stands closed is closed")
  func closed() {
    let open = HostChanges(routing: HostRouting(device: 1_234, isClosed: false))
    #expect(HostRemains(recorded: open, found: standing).changes.routing == routing)
  }

  @Test("rules of an earlier start of the kernel are nobody's")
  func boot() {
    var earlier = routing
    earlier.boot = "another"
    let recorded = HostChanges(routing: earlier, outbound: table)
    #expect(HostRemains(recorded: recorded, found: HostLeftovers()).isEmpty)
    #expect(HostRemains(recorded: recorded, found: standing).changes.outbound == table)
  }

  @Test("a table under an earlier name goes with the others")
  func names() {
    let recorded = HostChanges(outbound: "selvedgeguard_before")
    let remains = HostRemains(recorded: recorded, found: standing)
    #expect(remains.changes.outbound == table)
    #expect(remains.spare.outbound == ["selvedgeguard_before"])
  }

  @Test("what the end of a daemon leaves and what it takes back make up all of it")
  func standingParts() {
    let changes = HostChanges(
      routing: routing, firewall: "selvedge_a", outbound: table,
      settings: [KernelSetting.markReturns.path: "0", KernelSetting.forwardIPv4.path: "0"])
    let stays = changes.standing
    #expect(stays.routing == routing && stays.outbound == table && stays.firewall == nil)
    #expect(
      changes.without(stays)
        == HostChanges(firewall: "selvedge_a", settings: [KernelSetting.forwardIPv4.path: "0"]))
    #expect(changes.without(HostChanges()) == changes)
  }
}
