import OverlayCore
import OverlaySecurity
import OverlaySimulator
import Testing

@Suite struct SimulationTests {
  private func at(_ seconds: UInt64) -> Instant { .zero + .seconds(seconds) }

  @Test("a quiet mesh of five delivers every packet")
  func quietMesh() throws {
    var configuration = SimulationConfiguration(
      seed: 1, network: .scattered(hostCount: 5, seed: 2), duration: .seconds(15))
    configuration.streams = [
      TestStream(from: 0, to: 4, start: at(5)),
      TestStream(from: 3, to: 1, trafficClass: .redundant, start: at(5)),
    ]
    let simulation = try Simulation(configuration)
    let report = try simulation.run()
    #expect(report.violations.isEmpty)
    #expect(report.packetsSent == 202)
    // The last packet of each stream is still under way.
    #expect(report.packetsDelivered >= 200)
    #expect(report.events > report.datagrams)
  }

  @Test("equal seeds leave equal fingerprints, and other seeds leave others")
  func determinism() throws {
    func fingerprint(_ seed: UInt64) throws -> TraceHash {
      try Simulation(.trial(seed: seed, hosts: 8, seconds: 25)).run().trace
    }
    let first = try fingerprint(4)
    let again = try fingerprint(4)
    let other = try fingerprint(5)
    #expect(first == again)
    #expect(first != other)
  }

  @Test("an idle mesh of fifty stays within RON's 33 kbit/s per node")
  func idleControlTraffic() throws {
    let configuration = SimulationConfiguration(
      seed: 50, network: .scattered(hostCount: 50, seed: 51), duration: .seconds(65))
    let report = try Simulation(configuration).run()
    let most = report.controlBitsPerSecond.max() ?? .infinity
    print(
      "idle control traffic at N = 50: mean \(Int(report.meanControlBitsPerSecond)), "
        + "most \(Int(most)) bit/s per node, IP and UDP headers included")
    #expect(most <= 33_000)
  }

  @Test("in a settled mesh every node takes the paths that brute force would")
  func settledPaths() throws {
    let configuration = SimulationConfiguration(
      seed: 5, network: .scattered(hostCount: 40, seed: 9), duration: .seconds(60))
    let simulation = try Simulation(configuration)
    for second in [10, 30, 60] as [UInt64] {
      try simulation.advance(to: at(second))
      let truth = simulation.pathViolations(against: simulation.trueLatencies())
      #expect(truth.isEmpty, "after \(second) s: \(truth.first?.description ?? "")")
      let measured = simulation.pathViolations(against: simulation.measuredLatencies())
      #expect(measured.isEmpty, "after \(second) s: \(measured.first?.description ?? "")")
    }
  }

  @Test("the checkers do complain: with a bound that nobody can keep, recovery is reported")
  func checkersComplain() throws {
    var configuration = SimulationConfiguration(
      seed: 3, network: .scattered(hostCount: 6, seed: 4),
      plan: FaultPlan([FaultEvent(at(8), .cut(.bothWays(0, 1)))]), duration: .seconds(12))
    configuration.streams = [TestStream(from: 0, to: 1, start: at(4))]
    configuration.recoveryBound = .milliseconds(110)
    let report = try Simulation(configuration).run()
    #expect(report.violations.map(\.promise) == [.recovery])
    configuration.recoveryBound = .seconds(2)
    let lenient = try Simulation(configuration).run()
    #expect(lenient.violations.isEmpty)
    #expect(lenient.longestGap > .milliseconds(110))
  }

  @Test("a node that restarted inside a partition is heard again within 2 s of its end")
  func restartInsidePartition() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var configuration = SimulationConfiguration(
        seed: seed, network: .scattered(hostCount: 8, seed: seed),
        plan: try FaultPlan(
          parsing: """
            8.0 crash 3
            8.5 partition 0 1 2 3
            10.0 restart 3
            24.0 unite
            """), duration: .seconds(30))
      configuration.streams = [
        TestStream(from: 3, to: 6, start: at(4)), TestStream(from: 6, to: 3, start: at(4)),
      ]
      let report = try Simulation(configuration).run()
      #expect(report.violations.isEmpty, "seed \(seed): \(report.violations)")
    }
  }

  @Test("a node that moves to another address keeps its traffic")
  func readdressing() throws {
    var configuration = SimulationConfiguration(
      seed: 6, network: .scattered(hostCount: 6, seed: 6),
      plan: FaultPlan([FaultEvent(at(8), .readdress(2))]), duration: .seconds(14))
    configuration.startAllowance = .zero
    configuration.streams = [
      TestStream(from: 2, to: 4, start: at(4)), TestStream(from: 4, to: 2, start: at(4)),
    ]
    let report = try Simulation(configuration).run()
    #expect(report.violations.isEmpty, "\(report.violations)")
  }
}
