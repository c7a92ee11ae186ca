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
