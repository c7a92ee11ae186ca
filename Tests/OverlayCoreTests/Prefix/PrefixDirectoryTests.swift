import Testing

@testable import OverlayCore

@Suite("The directory on the prefix plane")
struct PrefixDirectoryTests {
  private func network(_ count: Int, seed: UInt64) -> PrefixNetwork {
    let network = PrefixNetwork(seed: seed, configuration: .tapestry)
    network.start(0, through: [])
    for number in 1..<count {
      network.start(number, through: [number / 2])
      network.run(for: .seconds(2))
    }
    return network
  }

  private func record(
    _ network: PrefixNetwork, of owner: Int, key: DirectoryKey, lifetime: UInt32
  ) throws -> DirectoryRecord {
    let host = try #require(network.hosts[owner])
    return DirectoryRecord(
      identity: .init(key: key, owner: host.contact.node, kind: .application), version: 1,
      lifetimeSeconds: lifetime, payload: [1, 2, 3])
  }

  private func lookUp(
    _ network: PrefixNetwork, _ key: DirectoryKey, from number: Int
  ) throws -> DirectoryResult? {
    let host = try #require(network.hosts[number])
    host.effects = []
    let request = try host.node.lookUp(key, now: network.now)
    network.run(for: .seconds(6))
    return host.effects.compactMap { effect -> DirectoryResult? in
      guard case .answered(let result) = effect, result.request == request else { return nil }
      return result
    }.first
  }

  @Test("finds a record from everywhere, at the key's one root", arguments: [UInt64(1), 2])
  func publishing(seed: UInt64) throws {
    let network = network(20, seed: seed)
    let key = DirectoryKey(UInt128(seed) << 97 &+ 0x1234)
    let record = try record(network, of: 3, key: key, lifetime: 600)
    try network.hosts[3]?.node.publish(record, now: network.now)
    network.run(for: .seconds(3))
    let root = try #require(network.trueRoot(of: key.place))
    #expect(network.hosts[root]?.node.heldRecords(of: key, now: network.now) == [record])
    for number in [0, 7, 19] {
      #expect(try lookUp(network, key, from: number)?.records == [record])
    }
  }

  @Test("still has a record when its root and owner have crashed, and forgets it in the end")
  func rootCrash() throws {
    let network = network(20, seed: 4)
    let key = DirectoryKey(0x77 << 120)
    let root = try #require(network.trueRoot(of: key.place))
    let owner = root == 3 ? 4 : 3
    let record = try record(network, of: owner, key: key, lifetime: 120)
    try network.hosts[owner]?.node.publish(record, now: network.now)
    network.run(for: .seconds(5))
    network.kill(root)
    network.kill(owner)
    network.run(for: .seconds(40))
    let asker = try #require(network.live.first)
    #expect(try lookUp(network, key, from: asker)?.records == [record])
    network.run(for: .seconds(120))
    let after = try lookUp(network, key, from: asker)
    #expect(after?.answer == .whole)
    #expect(after?.records.isEmpty == true)
  }
}
