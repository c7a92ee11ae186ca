import OverlayCore
import OverlaySimulator
import Testing

@Suite struct CheckerTests {
  private func time(_ milliseconds: UInt64) -> Instant { .zero + .milliseconds(milliseconds) }

  @Test("a copy that comes back is a loop; two copies that meet are not")
  func loops() {
    var checker = ForwardingLoopChecker()
    var first = PacketTag(packet: 1, origin: 0)
    var second = first
    let harmless = [
      checker.visit(&first, host: 1, at: time(1)), checker.visit(&second, host: 2, at: time(1)),
      checker.visit(&first, host: 3, at: time(2)), checker.visit(&second, host: 3, at: time(2)),
    ]
    #expect(harmless.allSatisfy { $0 == nil })
    let loop = checker.visit(&first, host: 0, at: time(3))
    #expect(loop?.promise == .noLoop)
    #expect(checker.hopsMax == 2)
  }

  @Test("a second delivery, a wrong place, changed bytes and an unknown packet are all noticed")
  func deliveries() {
    var checker = DeliveryChecker()
    let packet = checker.sent(to: 4, digest: 99, at: time(10))
    let verdicts = [
      checker.delivered(packet, host: 5, digest: 99, at: time(20)),
      checker.delivered(packet, host: 4, digest: 98, at: time(20)),
      checker.delivered(packet, host: 4, digest: 99, at: time(20)),
      checker.delivered(packet, host: 4, digest: 99, at: time(21)),
      checker.delivered(7, host: 4, digest: 99, at: time(22)),
    ]
    #expect(
      verdicts.map { $0?.promise } == [
        .noCorruption, .noCorruption, nil, .noDuplicate, .noCorruption,
      ])
    #expect(checker.deliveredCount == 1)
    #expect(checker.sendTime(of: packet) == time(10))
    #expect(checker.sendTime(of: 7) == nil)
  }

  @Test("the oracle finds the best relay and accepts what is near enough")
  func oracle() {
    let cost: [[Double]] = [
      [0, 10, 97, 7], [10, 0, 4, 50], [97, 4, 0, .infinity], [7, 50, 90, 0],
    ]
    let oracle = PathOracle(count: 4) { cost[$0][$1] }
    #expect(oracle.best(from: 0, to: 2)?.relay == 1)
    #expect(oracle.best(from: 0, to: 2)?.cost == 14)
    #expect(oracle.best(from: 0, to: 1)?.relay == nil)
    #expect(oracle.accepts(relay: 1, from: 0, to: 2, hysteresis: 0.05))
    #expect(!oracle.accepts(relay: nil, from: 0, to: 2, hysteresis: 0.05))
    #expect(oracle.accepts(relay: 3, from: 0, to: 1, hysteresis: 5))
    #expect(PathOracle(count: 2) { _, _ in .infinity }.best(from: 0, to: 1) == nil)
  }

  @Test("a path is live when one particular way has been up in both directions without a break")
  func livePaths() {
    var network = NetworkModel(hostCount: 3, seed: 1) { _, _ in PathModel(delay: .zero) }
    var running = [true, true, true]
    var paths = LivePaths(hostCount: 3)
    #expect(paths.liveSince(from: 0, to: 1) == .never)
    paths.update(network, running: running, at: time(1))
    #expect(paths.liveSince(from: 0, to: 1) == time(1))
    network.apply(.cut(.oneWay(1, 0)))
    paths.update(network, running: running, at: time(5))
    #expect(paths.directLiveSince(from: 0, to: 1) == .never)
    #expect(paths.liveSince(from: 0, to: 1) == time(1), "the way through host 2 was never cut")
    running[2] = false
    paths.update(network, running: running, at: time(6))
    #expect(paths.liveSince(from: 0, to: 1) == .never)
    running[2] = true
    paths.update(network, running: running, at: time(8))
    #expect(paths.liveSince(from: 0, to: 1) == time(8))
    network.apply(.loss(.oneWay(0, 2), .independent(0.5)))
    paths.update(network, running: running, at: time(9))
    #expect(paths.liveSince(from: 0, to: 1) == .never, "half lost is not live")
  }

  @Test("a stream that stands still is reported once, and only while a path is live")
  func recovery() {
    var network = NetworkModel(hostCount: 2, seed: 1) { _, _ in PathModel(delay: .zero) }
    var paths = LivePaths(hostCount: 2)
    paths.update(network, running: [true, true], at: .zero)
    var checker = RecoveryChecker(streams: [(0, 1, .zero)], bound: .seconds(2))
    func inspect(_ milliseconds: UInt64) -> [Violation] {
      checker.inspect(paths: paths, at: time(milliseconds))
    }
    #expect(inspect(1_900).isEmpty)
    checker.delivered(stream: 0, paths: paths, at: time(1_950))
    #expect(checker.gaps == [.milliseconds(1_950)])
    network.apply(.cut(.bothWays(0, 1)))
    paths.update(network, running: [true, true], at: time(2_000))
    #expect(inspect(9_000).isEmpty, "there is no path")
    network.apply(.heal(.bothWays(0, 1)))
    paths.update(network, running: [true, true], at: time(10_000))
    #expect(inspect(12_000).isEmpty)
    #expect(inspect(12_001).map(\.promise) == [.recovery])
    #expect(inspect(13_000).isEmpty, "reported already")
    checker.delivered(stream: 0, paths: paths, at: time(13_000))
    #expect(checker.longestGap == .seconds(3))
  }

  @Test("control traffic is counted with the headers below it")
  func controlTraffic() {
    var meter = ControlTrafficMeter(hostCount: 2, now: .zero)
    for _ in 0..<10 { meter.sent(97, by: 0) }
    #expect(meter.bitsPerSecond(of: 0, until: .zero + .seconds(10)) == 1_000)
    #expect(meter.meanBitsPerSecond(until: .zero + .seconds(10)) == 500)
    #expect(meter.datagramsPerSecond(of: 0, until: .zero + .seconds(10)) == 1)
    meter.restart(at: .zero + .seconds(10))
    #expect(meter.bitsPerSecond(of: 0, until: .zero + .seconds(20)) == 0)
  }
}
