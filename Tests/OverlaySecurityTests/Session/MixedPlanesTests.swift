import Testing

@testable import OverlayCore
@testable import OverlaySecurity

/// A network in which some route by prefixes already and others do not yet.
@Suite("A network in two planes")
struct MixedPlanesTests {
  private func network(_ count: Int, limit: Int) throws -> TinyNetwork {
    var configuration = NodeConfiguration.automatic
    configuration.outgrownAt = limit
    return try TinyNetwork(count, configuration: configuration)
  }

  private func planes(_ network: TinyNetwork) -> [RoutePlane: Int] {
    network.hosts.reduce(into: [:]) { $0[$1.node.plane, default: 0] += 1 }
  }

  /// Makes hosts count more members than they should.
  private func crowd(_ network: TinyNetwork, _ hosts: Range<Int>, limit: Int) {
    for host in hosts { network.hosts[host].node.node.configuration.outgrownAt = limit }
  }

  /// Has each host of `sources` send a packet to each other host every `pause`; those that did not
  /// arrive, as pairs.
  private func exchange(
    _ network: TinyNetwork, from sources: [Int], for seconds: UInt64, every pause: UInt64
  ) -> [[Int]: Int] {
    for host in network.hosts { host.delivered = [] }
    let rounds = seconds * 1_000 / pause
    for _ in 0..<rounds {
      for source in sources {
        for destination in network.hosts.indices where destination != source {
          network.send(
            [UInt8(destination)], from: source, to: destination, flow: UInt64(destination))
        }
      }
      network.run(for: .milliseconds(pause))
    }
    network.run(for: .seconds(1))
    var missing: [[Int]: Int] = [:]
    for source in sources {
      for destination in network.hosts.indices where destination != source {
        let arrived = network.hosts[destination].delivered.count {
          $0.source == network.hosts[source].node.identity
        }
        if arrived != Int(rounds) { missing[[source, destination]] = Int(rounds) - arrived }
      }
    }
    return missing
  }

  @Test("carries all pairs for a minute, over relays too, and ends in one plane")
  func half() throws {
    let network = try network(8, limit: 48)
    network.run(for: .seconds(10))
    // In either half and between them, some have no link.
    for pair in [(0, 1), (0, 4), (4, 5), (2, 6), (3, 7)] { network.cut(pair.0, pair.1) }
    network.run(for: .seconds(10))
    #expect(exchange(network, from: Array(0..<8), for: 2, every: 200).isEmpty)

    crowd(network, 0..<4, limit: 7)
    network.run(for: .seconds(20))
    #expect(planes(network) == [.prefix: 4, .mesh: 4])
    #expect(exchange(network, from: Array(0..<8), for: 60, every: 500).isEmpty)
    #expect(planes(network) == [.prefix: 4, .mesh: 4])

    // At the limit, those that see most of their neighbours gone ahead follow.
    crowd(network, 4..<8, limit: 10)
    network.run(for: .seconds(30))
    #expect(planes(network) == [.prefix: 8])
    #expect(network.hosts.allSatisfy { $0.node.node.isJoined })
    #expect(exchange(network, from: Array(0..<8), for: 10, every: 500).isEmpty)
  }

  @Test("carries the last of the mesh, and to it, through those that have gone ahead")
  func last() throws {
    let network = try network(8, limit: 48)
    network.run(for: .seconds(10))
    for other in [2, 3, 5] { network.cut(other, 7) }
    network.run(for: .seconds(10))
    crowd(network, 0..<7, limit: 7)
    network.run(for: .seconds(30))
    #expect(planes(network) == [.prefix: 7, .mesh: 1])
    #expect(exchange(network, from: Array(0..<8), for: 20, every: 500).isEmpty)
  }

  @Test("loses nothing while its members change over one after the other")
  func oneByOne() throws {
    let network = try network(8, limit: 48)
    network.run(for: .seconds(15))
    var missing: [[Int]: Int] = [:]
    for host in 0..<8 {
      crowd(network, host..<(host + 1), limit: 7)
      let lost = exchange(network, from: [0, 3, 7], for: 8, every: 100)
      missing.merge(lost, uniquingKeysWith: +)
    }
    network.run(for: .seconds(10))
    #expect(planes(network) == [.prefix: 8])
    #expect(missing.isEmpty)
  }

  @Test("forty-nine members at a limit of forty-eight: half stays for as long as it is half")
  func fortyNine() throws {
    let network = try network(49, limit: 60)
    network.run(for: .seconds(12))
    #expect(network.hosts.allSatisfy { $0.node.node.presentMembers.count == 49 })
    crowd(network, 0..<24, limit: 48)
    network.run(for: .seconds(12))
    // 24 of 48 neighbours are not most of them.
    #expect(planes(network) == [.prefix: 24, .mesh: 25])
    #expect(exchange(network, from: [0, 23, 24, 48], for: 16, every: 2_000).isEmpty)
    #expect(planes(network) == [.prefix: 24, .mesh: 25])
    crowd(network, 24..<25, limit: 48)
    network.run(for: .seconds(20))
    #expect(planes(network) == [.prefix: 49])
    // Idle links and sessions may have been let go: the first packets have them made again.
    _ = exchange(network, from: [0, 24, 48], for: 3, every: 1_000)
    #expect(exchange(network, from: [0, 24, 48], for: 3, every: 1_000).isEmpty)
  }
}
