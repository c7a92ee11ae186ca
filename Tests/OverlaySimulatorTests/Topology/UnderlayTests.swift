import OverlayCore
import OverlaySimulator
import Testing

@Suite("the underlay of large overlays")
struct UnderlayTests {
  private func lan(
    _ hostCount: Int = 4, jitter: Interval = .zero, loss: Double = 0, seed: UInt64 = 3
  ) -> Underlay {
    Underlay.uniform(
      hostCount: hostCount, delay: .milliseconds(2), jitter: jitter, loss: loss, seed: seed)
  }

  private func at(_ milliseconds: Int) -> Instant {
    .zero + .milliseconds(UInt64(milliseconds))
  }

  @Test("a clean local network delays and does nothing else")
  func clean() {
    var underlay = lan()
    #expect(underlay.send(from: 0, to: 1, bytes: 100, at: at(5)) == .arrives(at(7)))
    #expect(underlay.send(from: 2, to: 2, bytes: 100, at: at(5)) == .arrives(at(5)))
    #expect(underlay.traffic.datagrams == 2 && underlay.traffic.lost == 0)
    #expect(underlay.traffic.bytes == 200 && underlay.traffic.byteMicroseconds == 200_000)
  }

  @Test("jitter spreads delays over its range and never lets a datagram overtake another")
  func jitter() {
    for jitter in [Interval.milliseconds(1), .milliseconds(80)] {
      var underlay = lan(jitter: jitter)
      var last = Instant.zero
      var overtaken = 0
      var extras: [Double] = []
      for step in 0..<200_000 {
        let now = Instant.zero + .microseconds(UInt64(step) * 50)
        guard case .arrives(let arrival) = underlay.send(from: 0, to: 1, bytes: 1, at: now) else {
          Issue.record("lost on a path without loss")
          return
        }
        if arrival < last { overtaken += 1 }
        last = arrival
        extras.append((arrival - now - .milliseconds(2)).inMilliseconds / jitter.inMilliseconds)
      }
      #expect(overtaken == 0)
      let mean = extras.reduce(0, +) / Double(extras.count)
      #expect(0.4...0.6 ~= mean)
      #expect((extras.min() ?? 1) < 0.15 && (extras.max() ?? 0) > 0.85)
      #expect(extras.allSatisfy { 0...1 ~= $0 })
    }
  }

  @Test("a partition separates its part from all others, a cut only its direction")
  func faults() {
    var underlay = lan()
    underlay.apply(.partition([0, 1]))
    #expect(underlay.isBroken(from: 0, to: 1, at: .zero) == false)
    #expect(underlay.isBroken(from: 1, to: 2, at: .zero) == true)
    #expect(underlay.send(from: 1, to: 2, bytes: 1, at: .zero) == .lost(.unreachable))
    underlay.apply(.unite)
    #expect(underlay.isBroken(from: 1, to: 2, at: .zero) == false)
    underlay.apply(.cut(.oneWay(0, 3)))
    #expect(underlay.send(from: 0, to: 3, bytes: 1, at: .zero) == .lost(.unreachable))
    #expect(underlay.send(from: 3, to: 0, bytes: 1, at: .zero) == .arrives(at(2)))
    underlay.apply(.delay(.bothWays(1, 2), .milliseconds(30)))
    #expect(underlay.send(from: 2, to: 1, bytes: 1, at: .zero) == .arrives(at(30)))
    underlay.apply(.heal(.bothWays(0, 3)))
    underlay.apply(.heal(.bothWays(1, 2)))
    #expect(underlay.send(from: 0, to: 3, bytes: 1, at: .zero) == .arrives(at(2)))
    #expect(underlay.send(from: 2, to: 1, bytes: 1, at: .zero) == .arrives(at(2)))
    // A slot that was used before holds nothing of its former path.
    underlay.apply(.loss(.oneWay(0, 1), .independent(1)))
    #expect(underlay.send(from: 0, to: 1, bytes: 1, at: .zero) == .lost(.random))
    #expect(underlay.delay(from: 0, to: 1, at: .zero) == .milliseconds(2))
  }

  @Test("loss takes its share")
  func loss() {
    var underlay = lan(loss: 0.1)
    for step in 0..<20_000 { _ = underlay.send(from: 0, to: 1, bytes: 1, at: at(step)) }
    #expect(1_800...2_200 ~= underlay.traffic.lost)
  }

  @Test("what one path of a host loses to its line, the host's other paths lose as well")
  func correlatedLoss() {
    var underlay = lan(6)
    for host in 0..<6 { underlay.setAccess(.lastMile, of: host) }
    var lost = 0
    var lostAgain = 0
    var lostElsewhere = 0
    for step in 0..<2_000_000 {
      let now = at(step * 5)
      guard case .lost(let reason) = underlay.send(from: 0, to: 1, bytes: 1, at: now) else {
        continue
      }
      #expect(reason == .access)
      lost += 1
      // Back to back, half of the losses are the sender's line, half the receiver's.
      if case .lost = underlay.send(from: 0, to: 1, bytes: 1, at: now) { lostAgain += 1 }
      if case .lost = underlay.send(from: 2, to: 3, bytes: 1, at: now) { lostElsewhere += 1 }
    }
    let share = Double(lost) / 2_000_000
    #expect(0.003...0.007 ~= share, "a share of \(share)")
    #expect(0.65...0.75 ~= Double(lostAgain) / Double(lost))
    #expect(Double(lostElsewhere) / Double(lost) < 0.05)

    var relayed = 0
    var first = 0
    for step in 0..<1_000_000 {
      let now = at(10_000_000 + step * 5)
      guard case .lost = underlay.send(from: 4, to: 0, bytes: 1, at: now) else { continue }
      guard case .lost = underlay.send(from: 4, to: 1, bytes: 1, at: now) else {
        first += 1
        continue
      }
      first += 1
      relayed += 1
    }
    // Only the sender's line is shared by these two.
    #expect(0.25...0.45 ~= Double(relayed) / Double(first))
  }

  @Test("equal seeds give equal fates, and one host's traffic leaves the luck of others alone")
  func determinism() {
    func fates(seed: UInt64, isBusy: Bool) -> [Fate] {
      var underlay = lan(jitter: .milliseconds(1), loss: 0.2, seed: seed)
      return (0..<500).map { step in
        if isBusy { _ = underlay.send(from: 0, to: 1, bytes: 9, at: at(step)) }
        return underlay.send(from: 2, to: 3, bytes: 9, at: at(step))
      }
    }
    #expect(fates(seed: 4, isBusy: false) == fates(seed: 4, isBusy: true))
    #expect(fates(seed: 4, isBusy: false) != fates(seed: 5, isBusy: false))
  }

  @Test("datagrams over a failed router link are lost until routing has followed")
  func routed() throws {
    let network = RoutedNetwork(
      graph: try RouterGraph.transitStub(seed: 1), hostCount: 50, seed: 1,
      reconvergence: .seconds(5))
    var underlay = Underlay.routed(network, jitter: .zero, seed: 1)
    let direct = underlay.delay(from: 3, to: 4, at: .zero)
    let delay = try #require(direct)
    #expect(underlay.send(from: 3, to: 4, bytes: 1, at: .zero) == .arrives(.zero + delay))
    let links = underlay.withRouters { $0.links(from: 3, to: 4, at: .zero) }
    let path = try #require(links)
    #expect(underlay.hops(from: 3, to: 4, at: .zero) == path.count)
    // A link between transit routers, which can be gone around.
    let link = try #require(path.first { network.graph.kind(of: $0) == .transit })
    _ = underlay.withRouters { $0.fail(link: link, at: at(1_000)) }
    #expect(underlay.send(from: 3, to: 4, bytes: 1, at: at(1_000)) == .lost(.unreachable))
    #expect(underlay.send(from: 3, to: 4, bytes: 1, at: at(5_999)) == .lost(.unreachable))
    #expect(underlay.delay(from: 3, to: 4) == nil)
    let found = underlay.delay(from: 3, to: 4, at: at(6_000))
    let detour = try #require(found)
    #expect(underlay.delay(from: 3, to: 4) == detour)
    #expect(detour > delay)
    #expect(underlay.send(from: 3, to: 4, bytes: 1, at: at(6_000)) == .arrives(at(6_000) + detour))
  }

  @Test("measured round trips are halved, and follow the slices of time")
  func matrix() throws {
    // Two sites, two slices: 40 and 60 ms there, 80 and 20 ms back.
    let bytes: [UInt8] = [0, 0, 4, 0, 8, 0, 0, 0, 0, 0, 6, 0, 2, 0, 0, 0]
    let matrix = try RTTMatrix(centisecondSlices: bytes, siteCount: 2, sliceLength: .seconds(10))
    var underlay = Underlay.measured(
      matrix, sites: [0, 1, 1], localDelay: .milliseconds(1), jitter: .zero, seed: 1)
    #expect(underlay.hostCount == 3)
    #expect(underlay.delay(from: 0, to: 1, at: .zero) == .milliseconds(20))
    #expect(underlay.delay(from: 2, to: 0, at: .zero) == .milliseconds(40))
    #expect(underlay.delay(from: 1, to: 2, at: .zero) == .milliseconds(1))
    #expect(underlay.delay(from: 0, to: 2, at: at(10_000)) == .milliseconds(30))
    #expect(underlay.delay(from: 1, to: 0, at: at(19_999)) == .milliseconds(10))
    #expect(underlay.delay(from: 1, to: 0, at: at(20_000)) == .milliseconds(40))
    #expect(matrix.frozen(at: 1).roundTrip(from: 0, to: 1) == .milliseconds(60))
  }
}
