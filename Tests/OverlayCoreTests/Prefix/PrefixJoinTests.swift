import Testing

@testable import OverlayCore

@Suite("The prefix plane")
struct PrefixJoinTests {
  private func network(
    _ count: Int, base: DigitBase, seed: UInt64, repairs: Bool = true
  ) -> PrefixNetwork {
    var configuration = NodeConfiguration.prefix
    configuration.prefix.base = base
    configuration.prefix.repairs = repairs
    let network = PrefixNetwork(seed: seed, configuration: configuration)
    network.start(0, through: [])
    for number in 1..<count {
      network.start(number, through: [Int(UInt64(number) &* 7 % UInt64(number))])
      network.run(for: .seconds(3))
    }
    return network
  }

  private func expectConsistent(_ network: PrefixNetwork, seed: UInt64) {
    #expect(network.holes() == [])
    #expect(network.ghosts() == 0)
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      let key = NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
      let from = network.live[Int(random.next() % UInt64(network.live.count))]
      #expect(network.root(of: key, from: from) == network.trueRoot(of: key))
    }
  }

  @Test(
    "fills every entry that can be filled when nodes join one after the other",
    arguments: [DigitBase.four, .sixteen], [UInt64(1), 2])
  func sequentialJoins(base: DigitBase, seed: UInt64) {
    let network = network(40, base: base, seed: seed)
    #expect(network.live.allSatisfy { network.hosts[$0]?.node.isJoined == true })
    network.run(for: .seconds(5))
    expectConsistent(network, seed: seed)
  }

  @Test("fills every entry when thirty nodes join ten at once", arguments: [UInt64(1), 2, 3])
  func parallelJoins(seed: UInt64) {
    let network = network(10, base: .four, seed: seed)
    for number in 10..<40 { network.start(number, through: [number % 10]) }
    network.run(for: .seconds(60))
    #expect(network.live.allSatisfy { network.hosts[$0]?.node.isJoined == true })
    expectConsistent(network, seed: seed)
  }

  @Test("nodes that are two seconds away from each other join as well")
  func farAway() {
    let network = PrefixNetwork(seed: 1, configuration: .prefix)
    network.detour = .seconds(1)
    network.start(0, through: [])
    for number in 1..<6 { network.start(number, through: [0]) }
    network.run(for: .seconds(60))
    #expect(network.live.allSatisfy { network.hosts[$0]?.node.isJoined == true })
    expectConsistent(network, seed: 1)
  }

  @Test("is whole again after a fifth of the nodes has died", arguments: [UInt64(1), 2])
  func crashes(seed: UInt64) {
    let network = network(40, base: .four, seed: seed)
    for number in 0..<8 { network.kill(number * 5) }
    network.run(for: .seconds(90))
    expectConsistent(network, seed: seed)
  }

  @Test("is whole again after a partition has healed", arguments: [UInt64(1), 2])
  func partition(seed: UInt64) {
    let network = network(30, base: .four, seed: seed)
    for number in 0..<30 { network.part[number] = number % 2 }
    network.run(for: .seconds(60))
    for number in 0..<30 { network.part[number] = 0 }
    network.run(for: .seconds(240))
    expectConsistent(network, seed: seed)
  }

  @Test("keeps its holes when it may not repair them")
  func withoutRepair() {
    let network = network(30, base: .four, seed: 1, repairs: false)
    #expect(network.holes() == [])
    for number in 0..<30 { network.part[number] = number % 2 }
    network.run(for: .seconds(60))
    for number in 0..<30 { network.part[number] = 0 }
    network.run(for: .seconds(240))
    #expect(!network.holes().isEmpty)
  }
}
