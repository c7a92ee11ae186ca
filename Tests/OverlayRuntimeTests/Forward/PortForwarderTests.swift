import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("forwarded ports")
struct PortForwarderTests {
  private let service: UInt16 = 5_300
  private let attacker = NodeID(1)
  private let honest = NodeID(2)

  /// The slot and socket that a peer's datagram goes through.
  private func arrive(
    _ forwarder: inout PortForwarder, from node: NodeID, port: UInt16, at milliseconds: Int
  ) -> (port: DatagramPort, address: UnderlayAddress, opened: Int?)? {
    forwarder.local(
      for: DatagramHeader(source: port, destination: service), from: node, named: nil, .balanced,
      now: .zero + .milliseconds(UInt64(milliseconds)))
  }

  @Test("a member that sends from 1,500 ports a second has its own peers displaced, not others'")
  func flood() throws {
    var forwarder = try PortForwarder(
      tunnels: [],
      services: [PortService(port: service, deliver: UnderlayAddress(ipv4: 0x7f00_0001, port: 9))])
    let first = try #require(arrive(&forwarder, from: honest, port: 40_000, at: 0))
    for number in 0..<1_500 {
      let flooded = arrive(&forwarder, from: attacker, port: UInt16(number), at: 1 + number)
      #expect(flooded?.opened != nil)
    }
    let again = try #require(arrive(&forwarder, from: honest, port: 40_000, at: 2_000))
    #expect(again.opened == nil)
    #expect(again.port === first.port)
    let second = try #require(arrive(&forwarder, from: honest, port: 40_001, at: 2_001))
    #expect(second.opened != nil && second.opened != first.opened)
    #expect(forwarder.displaced == UInt64(1_500 - (RuntimeLimits.forwardPeers - 1) + 1))
  }
}
