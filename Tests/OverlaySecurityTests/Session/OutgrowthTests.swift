import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("A mesh that is outgrown")
struct OutgrowthTests {
  private func configuration(limit: Int) -> NodeConfiguration {
    var configuration = NodeConfiguration.automatic
    configuration.outgrownAt = limit
    return configuration
  }

  private func planes(_ network: TinyNetwork) -> Set<RoutePlane> {
    Set(network.hosts.map { $0.node.plane })
  }

  @Test("stays a mesh up to its limit")
  func small() throws {
    let network = try TinyNetwork(8, configuration: configuration(limit: 8))
    network.run(for: .seconds(30))
    #expect(planes(network) == [.mesh])
  }

  @Test("becomes a prefix plane without losing a packet of a flow", arguments: [0, 5])
  func flows(host: Int) throws {
    let network = try TinyNetwork(8, configuration: configuration(limit: 8))
    network.run(for: .seconds(10))
    var sent = 0
    func run(seconds: Int) {
      for _ in 0..<(seconds * 50) {
        network.send([1], from: 3, to: host)
        network.send([2], from: 7, to: host)
        sent += 2
        network.run(for: .milliseconds(20))
      }
    }
    run(seconds: 2)
    for number in 8..<14 {
      let newcomer = try network.add("node-\(number)", number, knowing: [number % 4])
      // Nobody may have to know of it beforehand.
      #expect(newcomer.node.plane == .mesh)
      run(seconds: 1)
    }
    run(seconds: 30)
    network.run(for: .seconds(1))
    #expect(planes(network) == [.prefix])
    #expect(network.hosts.allSatisfy { $0.node.node.isJoined })
    #expect(network.hosts[host].delivered.count == sent)
  }

  @Test("takes in newcomers that begin as a mesh of one")
  func newcomers() throws {
    let network = try TinyNetwork(10, configuration: configuration(limit: 8))
    network.run(for: .seconds(30))
    #expect(planes(network) == [.prefix])
    try network.add("late", 10, knowing: [4])
    network.run(for: .seconds(20))
    #expect(planes(network) == [.prefix])
    let late = network.hosts[10].node.identity
    _ = network.hosts[2].node.resolve(.name("late"), now: network.now)
    network.run(for: .seconds(3))
    #expect(network.hosts[2].node.resolve(.name("late"), now: network.now) == .known(late))
  }

  @Test("lets go of links that neither table has room for, once they are idle")
  func idleLinks() throws {
    var sparse = configuration(limit: 20)
    sparse.prefix.base = .four
    sparse.prefix.backupsMax = 0
    let network = try TinyNetwork(24, configuration: sparse)
    network.run(for: .seconds(20))
    #expect(planes(network) == [.prefix])
    func links() -> Int {
      network.hosts.map { $0.node.snapshot(now: network.now).links.count }.reduce(0, +)
    }
    network.run(for: .seconds(60))
    #expect(links() < 24 * 23 * 3 / 4)
    #expect(network.hosts.allSatisfy { $0.node.node.isJoined })
  }

  /// Ends every node at once; each starts again knowing all others.
  private func restartAll(of network: TinyNetwork) throws {
    let before = network.hosts
    for number in before.indices {
      let (key, credential) = (
        try #require(before[number].key), try #require(before[number].credential)
      )
      network.hosts[number] = try network.start(
        key, credential, number, knowing: Array(before.indices.filter { $0 != number }),
        incarnation: 2)
    }
  }

  private func tableSizes(_ network: TinyNetwork) -> [Int] {
    network.hosts.map { $0.node.node.tableEntries().flatMap(\.nodes).count }
  }

  @Test("finds itself again after a power cut that took every node", arguments: [6, 14])
  func powerCut(count: Int) throws {
    let network = try TinyNetwork(count, configuration: configuration(limit: 8))
    network.run(for: .seconds(30))
    try restartAll(of: network)
    network.run(for: .seconds(60))
    #expect(planes(network).count == 1)
    let last = network.hosts[count - 1].node.identity
    let name = ResolutionTarget.name("node-\(count - 1)")
    _ = network.hosts[0].node.resolve(name, now: network.now)
    network.run(for: .seconds(3))
    #expect(network.hosts[0].node.resolve(name, now: network.now) == .known(last))
  }

  @Test("a prefix plane finds itself again after a power cut that took every node")
  func prefixPowerCut() throws {
    let network = try TinyNetwork(10, configuration: .prefix)
    network.run(for: .seconds(20))
    let sizes = tableSizes(network)
    try restartAll(of: network)
    network.run(for: .seconds(60))
    #expect(network.hosts.allSatisfy { $0.node.node.isJoined })
    #expect(tableSizes(network) == sizes)
  }
}
