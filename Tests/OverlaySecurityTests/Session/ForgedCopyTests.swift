import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Forged copies of a redundant flow")
struct ForgedCopyTests {
  /// Host 0 sends to host 1, straight and over host 2 or 3, of which host 2 is hostile.
  private static func network() throws -> TinyNetwork {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(6))
    return network
  }

  private static func exchange(
    _ network: TinyNetwork, _ count: Int, between: (Int) throws -> Void = { _ in }
  ) rethrows {
    for number in 0..<count {
      network.send([UInt8(truncatingIfNeeded: number)], from: 0, to: 1, class: .redundant)
      network.run(for: .milliseconds(5))
      try between(number)
      network.run(for: .milliseconds(5))
    }
    network.run(for: .milliseconds(100))
  }

  /// The header of the flow's packets, as a relay sees it: the first packet is looked at on its way.
  private static func flowHeader(_ network: TinyNetwork) throws -> PacketHeader {
    var seen: PacketHeader?
    network.relaying = { packet, _ in
      if packet.header.trafficClass == .redundant { seen = packet.header }
      return true
    }
    try exchange(network, 5)
    network.relaying = nil
    network.hosts[1].delivered = []
    return try #require(seen)
  }

  @Test("one header far ahead, in the clear or sealed with nonsense, stops nothing, also repeated")
  func headerFarAhead() throws {
    let network = try Self.network()
    var header = try Self.flowHeader(network)
    try Self.exchange(network, 200) { number in
      for ahead in [1_000, 1 << 20, 1 << 30] as [UInt32] {
        for isSealed in [false, true] {
          header.isSealed = isSealed
          header.isCopied = true
          header.sequence &+= number % 10 == 0 ? ahead : 0
          try network.forge(header, [UInt8](repeating: 9, count: 64), from: 2, to: 1)
        }
      }
    }
    #expect(network.hosts[1].delivered.map(\.bytes) == (0..<200).map { [UInt8($0)] })
  }

  @Test("one forged frame just before each genuine one keeps none back")
  func forgedJustBefore() throws {
    let network = try Self.network()
    // The straight way loses everything, and nobody knows it yet: copies over relays alone arrive.
    _ = try Self.flowHeader(network)
    var forged = 0
    network.relaying = { packet, bytes in
      guard packet.header.trafficClass == .redundant, packet.header.isSealed else { return true }
      // The same header, seal and tag, with one byte of the sealed ones changed.
      var altered = Array(bytes[packet.payload])
      altered[altered.count - FrameCipher.tagBytes - 1] ^= 1
      for _ in 0..<2 { try? network.forge(packet.header, altered, from: 2, to: 1) }
      forged += 1
      return true
    }
    try Self.exchange(network, 200)
    #expect(forged > 100)
    #expect(network.hosts[1].delivered.map(\.bytes) == (0..<200).map { [UInt8($0)] })
    #expect(network.hosts[1].node.snapshot(now: network.now).counters.forgedFrames >= 100)
  }

  @Test("a neighbour's own word in the clear counts for its own flows alone")
  func neighbourInTheClear() throws {
    let network = try Self.network()
    let header = try Self.flowHeader(network)
    var own = header
    own.source = network.hosts[2].node.identity
    own.isSealed = false
    own.isCopied = true
    own.kind = .datagram
    try Self.exchange(network, 50) { _ in
      own.sequence &+= 100_000
      try network.forge(own, [7, 7], from: 2, to: 1)
    }
    let others = network.hosts[1].delivered.filter { $0.source != own.source }
    #expect(others.map(\.bytes) == (0..<50).map { [UInt8($0)] })
    #expect(network.hosts[1].delivered.count == 100)
  }

  @Test("a relay passes two different packets under one header on, and the same bytes once")
  func relayComparesBytes() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    let header = PacketHeader(
      hopLimit: 3, trafficClass: .balanced, kind: .datagram, isSealed: true, isCopied: true,
      flowLabel: 5, sequence: 9, source: network.hosts[1].node.identity,
      destination: network.hosts[2].node.identity)
    var passed: [[UInt8]] = []
    network.relaying = { packet, bytes in
      passed.append(Array(bytes[packet.payload]))
      return false
    }
    let packets = (0..<4).map { [UInt8](repeating: $0, count: 600) }
    for packet in packets + packets + packets.reversed() {
      try network.forge(header, packet, from: 1, to: 0)
    }
    #expect(passed == packets)
    #expect(network.hosts[0].node.snapshot(now: network.now).counters.droppedDuplicates == 8)
  }
}
