import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Members that name another's address")
struct NamedHostTests {
  private static func outside(_ number: UInt32) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0xc633_6400 + number, port: 1)
  }

  /// Whether the path from one host to another is a link of its own.
  private func isDirect(_ network: TinyNetwork, from: Int, to: Int) -> Bool {
    let other = network.hosts[to].node.identity
    return network.hosts[from].node.node.hasWorkingLink(to: other)
  }

  @Test("keep nobody from reaching it behind its translator", arguments: [false, true])
  func named(areNeighbours: Bool) throws {
    let network = try TinyNetwork(7)
    for number in 1...2 {
      network.hosts[number].translator = TinyTranslator(
        .keepsPort, outside: Self.outside(UInt32(number)))
    }
    network.run(for: .seconds(8))
    #expect(isDirect(network, from: 2, to: 1))
    let hostile = (3..<7).map { network.hosts[$0].node.identity }
    // As if host 2 tried what hosts 3 to 6 named on every link that it can have, without a pause.
    func name(seconds: Int) {
      for step in 0..<(seconds * 4) {
        for (number, member) in hostile.enumerated() {
          let host = areNeighbours ? UInt32(10 + number * 50 + step % 50) : 9
          for port: UInt16 in 0..<10 {
            var address = Self.outside(host)
            address.port = port
            _ = network.hosts[2].node.trials.admits(address, of: member, now: network.now)
          }
        }
        network.run(for: .milliseconds(250))
      }
    }
    name(seconds: 120)
    network.hosts[1].translator?.outside = Self.outside(9)
    name(seconds: 20)
    #expect(isDirect(network, from: 2, to: 1))
    #expect(isDirect(network, from: 1, to: 2))
  }
}
