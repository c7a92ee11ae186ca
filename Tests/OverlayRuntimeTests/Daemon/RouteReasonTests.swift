import Testing

@testable import OverlayCore
@testable import OverlayRuntime

@Suite("why a route is as it is")
struct RouteReasonTests {
  private func path(relay: UInt128?, cost: Double) -> PathReport {
    PathReport(
      relay: relay.map { NodeID($0) }, link: LinkID(0), cost: cost, latencyMilliseconds: 1, loss: 0)
  }

  private func words(_ paths: [PathReport], direct: LinkState?) -> String {
    RouteReason.words(
      for: RouteReport(
        destination: NodeID(1), trafficClass: .balanced, paths: paths, directState: direct,
        switches: 0, changedAt: .zero), on: .mesh)
  }

  @Test("a direct path is explained by its cost and the alternatives'")
  func direct() {
    let used = path(relay: nil, cost: 10)
    #expect(words([used], direct: .up) == "the only path")
    #expect(
      words([used, path(relay: 2, cost: 12)], direct: .up)
        == "cost 10.0, the best alternative's is 12.0")
    #expect(words([used, path(relay: 2, cost: 9.6)], direct: .up).hasPrefix("kept:"))
    #expect(
      words([used, path(relay: 2, cost: 1_000_002)], direct: .up)
        == "every alternative has fallen silent")
  }

  @Test("a relay is explained by what is wrong with the direct link")
  func relayed() {
    let used = path(relay: 2, cost: 10)
    let direct = path(relay: nil, cost: 30)
    #expect(words([used], direct: nil) == "there is no direct link")
    #expect(words([used], direct: .down) == "the direct link is down")
    #expect(words([used], direct: .suspect) == "the direct link has fallen silent")
    #expect(words([used, direct], direct: .up) == "cost 10.0 beats the direct link's 30.0")
    #expect(
      words([used, path(relay: nil, cost: 9.9)], direct: .up)
        == "the direct link is not better by enough to go back")
  }

  @Test("no path is explained as well")
  func missing() {
    #expect(words([], direct: nil).contains("no link leads there"))
    #expect(words([], direct: .down).contains("down"))
    #expect(words([path(relay: 2, cost: 1e6)], direct: .up) == "every path has fallen silent")
  }
}
