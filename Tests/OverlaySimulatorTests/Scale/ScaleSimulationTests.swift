import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("thousands of nodes")
struct ScaleSimulationTests {
  private func network(
    _ hosts: Int, seed: UInt64 = 1, node: NodeConfiguration = .tapestry, loss: Double = 0
  ) -> ScaleSimulation {
    ScaleSimulation(
      ScaleConfiguration(seed: seed, node: node),
      underlay: .uniform(
        hostCount: hosts, delay: .milliseconds(10), jitter: .milliseconds(2), loss: loss,
        seed: seed))
  }

  private func join(_ hosts: Int, seed: UInt64, loss: Double = 0) -> ScaleSimulation {
    var network = network(hosts, seed: seed, loss: loss)
    network.start(0, through: [])
    for host in 1..<hosts {
      network.start(host)
      if host % 5 == 0 { network.advance(by: .seconds(1)) }
    }
    network.advance(by: .seconds(30))
    return network
  }

  @Test("a mesh's frames arrive, and no node makes one that another cannot read")
  func mesh() {
    var network = network(40, node: NodeConfiguration(plane: .mesh, link: .tapestry))
    network.startMesh(Array(0..<20))
    network.startMesh(Array(20..<40))
    network.advance(by: .seconds(10))
    #expect(network.tally.framesMalformed == 0)
    #expect(network.tally.framesStrayed == 0)
    #expect(network.tally.framesSent > 20_000)
    for host in 0..<40 { #expect(network.linkCount(of: host) == 19) }
    // Nineteen neighbours every 300 ms, and answers while links come up.
    let beacons = Double(network.sent(by: 3).beacons) / 10 * 0.3
    #expect((18...24).contains(beacons), "\(beacons)")
  }

  @Test("nodes join at once, tables are whole, and lookups reach the one root")
  func joins() {
    var network = join(80, seed: 3)
    #expect(network.joinedHosts.count == 80)
    let findings = network.checkTables()
    #expect(findings.isClean, "\(findings.accounts)")
    let membership = network.membership
    for _ in 0..<200 {
      let key = network.drawKey()
      let source = network.draw(from: network.joinedHosts) ?? 0
      let found = network.lookUp(key, from: source)
      #expect(!found.isLoop)
      #expect(found.end == membership.root(of: key)?.host)
    }
  }

  @Test("packets between all pairs arrive once, without a loop, also when datagrams are lost")
  func packets() {
    var network = join(40, seed: 4, loss: 0.01)
    for round in 0..<400 {
      network.send(from: round % 40, to: (round * 7 + 1) % 40, flow: UInt64(round))
      network.advance(by: .milliseconds(20))
    }
    network.advance(by: .seconds(2))
    let outcomes = network.takeOutcomes()
    #expect(outcomes.count == 400 || outcomes.count == 390)
    #expect(outcomes.count { $0.isDelivered } > outcomes.count * 9 / 10)
    #expect(outcomes.allSatisfy { $0.deliveries <= 1 })
    #expect(network.violations.isEmpty, "\(network.violations)")
  }

  @Test("a fifth crash; their places are filled again and nobody holds the dead")
  func crashes() {
    var network = join(60, seed: 5)
    for host in stride(from: 0, to: 60, by: 5) { network.crash(host) }
    #expect(network.running == 48)
    network.advance(by: .seconds(90))
    let findings = network.checkTables()
    #expect(findings.isClean, "\(findings.accounts)")
    network.start(5)
    network.advance(by: .seconds(20))
    #expect(network.joinedHosts.contains(5))
  }

  @Test("a session that nobody answers fails after its tries")
  func silence() {
    var network = network(3)
    network.start(0, through: [])
    network.underlay.setPartition(1, of: [2])
    network.start(2, through: [0])
    network.advance(by: .seconds(5))
    #expect(network.tally.sessionsFailed > 0)
    #expect(network.joinedHosts == [0])
    network.underlay.setPartition(0, of: [2])
    network.advance(by: .seconds(60))
    #expect(network.joinedHosts == [0, 2])
  }

  @Test("equal seeds leave equal fingerprints, other seeds others")
  func determinism() {
    let first = join(30, seed: 8, loss: 0.02)
    let again = join(30, seed: 8, loss: 0.02)
    let other = join(30, seed: 9, loss: 0.02)
    let (one, two, three) = (first.trace, again.trace, other.trace)
    let (here, there) = (first.tally, again.tally)
    #expect(one == two)
    #expect(here == there)
    #expect(one != three)
  }
}
