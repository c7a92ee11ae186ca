import Testing

@testable import OverlayRuntime

@Suite("what is said of a closed host")
struct HostCleaningTests {
  private let routing = HostRouting(device: 1_234, isClosed: true)
  private let table = "selvedgeguard_a_01020304"

  @Test("a table that stands for want of `nft` is named, with what to install")
  func missing() throws {
    let left = HostLeftovers(outbound: [table])
    let own = try #require(left.failure(gone: left, .missing(tool: "nft"), isKnown: false))
    let any = try #require(left.failure(gone: HostLeftovers(), nil, isKnown: false))
    for error in [own, any] {
      #expect(error.problem.contains("no `nft`") && error.problem.contains(table))
      #expect(error.remedy.contains("Install nftables"))
    }
  }

  @Test("closed rules beside a running daemon's table remain, and that is said")
  func undecided() throws {
    let left = HostLeftovers(routings: [routing], outbound: [table])
    let error = try #require(left.failure(gone: HostLeftovers(), nil, isKnown: true))
    #expect(error.problem.contains(routing.words) && error.problem.contains(table))
    #expect(error.remedy.contains("again"))
    var open = left
    open.routings[0].isClosed = nil
    #expect(open.failure(gone: HostLeftovers(), nil, isKnown: true) == nil)
    #expect(HostLeftovers().failure(gone: HostLeftovers(), nil, isKnown: true) == nil)
  }

  @Test("a host closed by another is told so, with the command that opens it")
  func another() throws {
    let notice = try #require(HostClosure.byAnother([routing.words]).notice)
    #expect(notice.contains("selvedge down --all") && notice.contains(routing.words))
    #expect(HostClosure.byThisNode.notice?.contains("selvedge down`") == true)
    #expect(HostClosure.open.notice == nil)
  }

  @Test("a node that used an exit does not start without one in its settings")
  func configuration() throws {
    let network = try TestNetwork()
    let daemon = try network.found("alpha")
    daemon.stop()
    let state = network.state("alpha")
    let record = HostRecord(state)
    try record.write(HostChanges(outbound: table))
    let path = state.path(of: .configuration)
    #expect(throws: DaemonError.edge(.closed(configuration: path, isMissing: true))) {
      _ = try network.start("alpha")
    }
    try state.write([], to: .configuration)
    #expect(throws: DaemonError.edge(.closed(configuration: path, isMissing: false))) {
      _ = try network.start("alpha")
    }
    // As it was: nothing is taken back by a start.
    #expect(record.changes?.outbound == table)
    try record.write(HostChanges())
    try network.start("alpha").stop()
  }
}
