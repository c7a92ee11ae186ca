import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Packets in stripes")
struct StripedPacketTests {
  private func bytes(_ number: Int, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
  }

  @Test(
    "with any one of three paths dead, and nobody aware of it, every packet arrives once",
    arguments: [1, 2, 3])
  func onePathDead(dead: Int) throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(4))
    for number in 0..<20 {
      network.send(bytes(number, count: 50 + 60 * number), from: 0, to: 1, class: .parity)
    }
    network.run(for: .milliseconds(50))
    #expect(network.hosts[1].delivered.count == 20)
    network.cut(0, dead)
    // Faster than any failure can be noticed.
    for number in 20..<40 {
      network.send(bytes(number, count: 1_200), from: 0, to: 1, class: .parity)
    }
    network.run(for: .milliseconds(50))
    let arrived = network.hosts[1].delivered.map(\.bytes)
    #expect(arrived.count == 40)
    for number in 20..<40 { #expect(arrived.contains(bytes(number, count: 1_200))) }
  }

  @Test("a member that begins packets without end keeps nobody else's from arriving")
  func flood() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(10))
    let stripe = StripeHeader(index: 0, stripes: 3, kind: .ip, payloadBytes: 300)
    var payload = [UInt8](repeating: 0, count: StripeHeader.byteCount + stripe.stripeBytes)
    var span = payload.mutableSpan
    let whole = [UInt8](repeating: 7, count: 300)
    _ = stripe.cut(whole.span, 0..<300, to: &span, at: 0)
    for round in 0..<10 {
      network.send(bytes(round, count: 1_200), from: 0, to: 1, class: .parity)
      // The stripe that goes straight there has arrived, those through relays have not.
      network.run(for: .milliseconds(15))
      for number in 0..<1_000 {
        let header = PacketHeader(
          hopLimit: 3, trafficClass: .parity, kind: .stripe, flowLabel: UInt32(round),
          sequence: UInt32(number * 4), source: network.hosts[3].node.identity,
          destination: network.hosts[1].node.identity)
        try network.forge(header, payload, from: 3, to: 1)
      }
      network.run(for: .milliseconds(500))
      #expect(network.hosts[1].delivered.count == round + 1)
    }
  }

  @Test("three stripes of two cost half a payload more, and their headers")
  func cost() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(4))
    var sentBytes = 0
    network.tamper = { datagram in
      // Beacons are shorter, and probes of a path's size longer.
      if 600...800 ~= datagram.count { sentBytes += datagram.count }
      return datagram
    }
    network.send(bytes(0, count: 1_200), from: 0, to: 1, class: .parity)
    network.run(for: .milliseconds(9))
    // Straight and over two relays: seals end to end and hop by hop, and the longest headers.
    let headers = 3 * (PacketLayout.headroom + PacketLayout.tailroom + StripeHeader.byteCount)
    #expect(sentBytes >= 1_800)
    #expect(sentBytes <= 1_800 + headers)
  }
}
