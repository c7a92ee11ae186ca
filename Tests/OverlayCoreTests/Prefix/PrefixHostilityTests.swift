import Testing

@testable import OverlayCore

@Suite("A hostile neighbour on the prefix plane")
struct PrefixHostilityTests {
  private func stranger(_ random: inout SeededRandom) -> Contact {
    Contact(node: NodeID(UInt128(random.next()) << 64 | UInt128(random.next())))
  }

  private func pair() -> PrefixNetwork {
    let network = PrefixNetwork(seed: 1, configuration: .prefix)
    network.start(0, through: [])
    network.start(1, through: [0])
    network.run(for: .seconds(10))
    return network
  }

  @Test("that names thousands of nodes has only so many of them called at once")
  func inventedContacts() throws {
    let network = pair()
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.keys.first)
    var random = SeededRandom(seed: 9)
    var calls = 0
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    for _ in 0..<1_000 {
      let contacts = (0..<Limits.contactsMax).map { _ in stranger(&random) }
      var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
      var span = bytes.mutableSpan
      let length = ContactList(request: 0, contacts: contacts).write(to: &span, at: 0)
      try host.node.receive(Array(bytes[..<length]).span, on: link, now: network.now)
      var drained = buffer.mutableSpan
      while let effect = host.node.nextEffect(into: &drained, at: 0, now: network.now) {
        if case .connect = effect { calls += 1 }
      }
    }
    #expect(calls == Limits.connectingMax)
  }

  @Test("that announces more newcomers than a node multicasts at once is refused the rest")
  func announcements() throws {
    let network = pair()
    network.start(2, through: [0])
    network.run(for: .seconds(10))
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.first { $0.value.host == 1 }?.key)
    var random = SeededRandom(seed: 9)
    for operation in 0..<UInt32(500) {
      let announcement = Announcement(
        level: 0, operation: operation, newcomer: stranger(&random))
      var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
      var span = bytes.mutableSpan
      let length = announcement.write(to: &span, at: 0)
      try host.node.receive(Array(bytes[..<length]).span, on: link, now: network.now)
    }
    #expect(host.node.prefix.multicasts.count <= Limits.multicastsMax)
    #expect(host.node.prefix.peers.count <= Limits.peersMax)
  }
}
