import Testing

@testable import OverlayCore

@Suite("Stepping aside on the prefix plane")
struct SideStepTests {
  /// Nodes on a plane whose paths to each other fail pair by pair.
  private func network(_ count: Int, seed: UInt64) -> PrefixNetwork {
    let network = PrefixNetwork(seed: seed, configuration: .tapestry)
    network.start(0, through: [])
    for number in 1..<count {
      network.start(number, through: [number / 2])
      network.run(for: .seconds(2))
    }
    network.run(for: .seconds(20))
    return network
  }

  private func cut(_ network: PrefixNetwork, share: Double, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for one in network.live {
      for other in network.live where other > one && random.chance(share) {
        network.cut(one, other)
      }
    }
  }

  /// The naive bound: everyone who can be reached over links that work, whatever tables say.
  private func reachable(_ network: PrefixNetwork, from start: Int) -> Set<Int> {
    var found: Set = [start]
    var open = [start]
    while let place = open.popLast() {
      for end in network.hosts[place]?.ends.values.map(\.host) ?? []
      where network.reaches(place, end) && found.insert(end).inserted {
        open.append(end)
      }
    }
    return found
  }

  @Test(
    "a packet gets around failed paths, never further than there is a way, and in no circle",
    arguments: [UInt64(1), 2, 3])
  func detours(seed: UInt64) {
    let network = network(24, seed: seed)
    cut(network, share: 0.3, seed: seed)
    network.run(for: .seconds(6))
    var (arrived, possible, aside) = (0, 0, 0)
    for source in network.live {
      let reachable = reachable(network, from: source)
      for destination in network.live where destination != source {
        let walk = network.walk(from: source, to: destination, flow: UInt64(source))
        #expect(walk.visits.count == Set(walk.visits).count, "\(walk.visits)")
        #expect(walk.header.sideSteps <= Limits.sideStepsMax)
        if reachable.contains(destination) { possible += 1 }
        if walk.header.sideSteps > 0 { aside += 1 }
        guard walk.hasArrived else { continue }
        #expect(reachable.contains(destination))
        arrived += 1
      }
    }
    #expect(possible == 24 * 23)
    #expect(Double(arrived) >= 0.97 * Double(possible), "\(arrived) of \(possible)")
    #expect(aside > 0)
  }

  @Test("without failures no packet steps aside", arguments: [UInt64(5), 6])
  func healthy(seed: UInt64) {
    let network = network(30, seed: seed)
    for source in network.live {
      for destination in network.live where destination != source {
        let walk = network.walk(from: source, to: destination, flow: 1)
        #expect(walk.hasArrived)
        #expect(walk.header.sideSteps == 0)
      }
    }
  }

  @Test("a node that has lost a path to one that holds it has a neighbour stand in")
  func standIn() throws {
    let network = network(12, seed: 7)
    // The two that share most digits: neither entry has room for anybody else.
    let base = NodeConfiguration.tapestry.prefix.base
    var best = (digits: -1, one: 0, other: 0)
    for one in network.live {
      for other in network.live where other > one {
        let digits = base.sharedDigits(network.node(one), network.node(other))
        if digits > best.digits { best = (digits, one, other) }
      }
    }
    network.cut(best.one, best.other)
    network.run(for: .seconds(6))
    let host = try #require(network.hosts[best.one])
    let relays = host.node.relayed(to: network.node(best.other), now: network.now)
    #expect(relays.count > 0)
    let walk = network.walk(from: best.one, to: best.other, flow: 3)
    #expect(walk.hasArrived)
    #expect(walk.visits.count == 3)
  }
}
