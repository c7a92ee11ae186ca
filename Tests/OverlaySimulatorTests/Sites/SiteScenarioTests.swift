import OverlayCore
import OverlaySecurity
import OverlaySimulator
import Testing

/// The paper's four sites in virtual time (HotOS 2001, section 2).
@Suite struct SiteScenarioTests {
  private func run(
    _ scenario: SiteScenario, seconds: UInt64, isDirectQuick: Bool = false
  ) throws -> SimulationReport {
    var configuration = SimulationConfiguration(
      seed: 1, network: SiteNetwork.model(seed: 2, isDirectQuick: isDirectQuick),
      plan: scenario.plan(duration: .seconds(seconds), calm: .seconds(10)),
      duration: .seconds(seconds))
    configuration.streams = [
      TestStream(
        from: Site.mit.rawValue, to: Site.arosNet.rawValue,
        interval: .milliseconds(20), start: .zero + .seconds(8))
    ]
    return try Simulation(configuration).run()
  }

  @Test("while the direct path dies again and again, the overlay loses almost nothing")
  func outage() throws {
    let report = try run(.outage, seconds: 60, isDirectQuick: true)
    #expect(report.violations.isEmpty, "\(report.violations)")
    let lost = 1 - Double(report.packetsDelivered) / Double(report.packetsSent)
    #expect(lost < 0.03, "\(lost) lost")
  }

  @Test("with 30 % lost on the direct path, the overlay stays well below 10 % (figure 3)")
  func figureThree() throws {
    let report = try run(.loss, seconds: 120)
    let lost = 1 - Double(report.packetsDelivered) / Double(report.packetsSent)
    #expect(lost < 0.05, "\(lost) lost")
  }

  @Test("a day of varied trouble never silences MIT and ArosNet for two seconds")
  func day() throws {
    let report = try run(.sites, seconds: 240)
    #expect(report.violations.isEmpty, "\(report.violations)")
    let lost = 1 - Double(report.packetsDelivered) / Double(report.packetsSent)
    #expect(lost < 0.05, "\(lost) lost")
  }

  @Test("MIT reaches ArosNet through Utah on an ordinary day (figure 4)")
  func figureFour() throws {
    let configuration = SimulationConfiguration(
      seed: 1, network: SiteNetwork.model(seed: 2), duration: .seconds(30))
    let simulation = try Simulation(configuration)
    try simulation.advance(to: .zero + .seconds(30))
    #expect(simulation.pathViolations(against: simulation.trueLatencies()).isEmpty)
    let snapshot = try #require(simulation.snapshot(of: Site.mit.rawValue))
    let numbers = simulation.hostNumbers
    let route = snapshot.routes.first {
      numbers[$0.destination] == Site.arosNet.rawValue && $0.trafficClass == .latency
    }
    let relay = route?.paths.first?.relay.flatMap { numbers[$0] }
    #expect(relay == Site.utah.rawValue)
    let latency = try #require(route?.paths.first?.latencyMilliseconds)
    #expect(abs(2 * latency - 68) < 3, "\(2 * latency) ms there and back")
  }
}
