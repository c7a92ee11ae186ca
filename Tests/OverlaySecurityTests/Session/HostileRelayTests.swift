import OverlayCore
import Testing

@testable import OverlaySecurity

/// Hosts 1 and 2 have no path to each other: host 0 carries all that they exchange, and does with it
/// what it likes. It is a member with genuine keys, so that every frame of its opens.
@Suite("A relay that is a member and hostile")
struct HostileRelayTests {
  private static func network() throws -> TinyNetwork {
    let network = try TinyNetwork(3)
    network.cut(1, 2)
    network.run(for: .seconds(8))
    return network
  }

  private static func counters(_ network: TinyNetwork, _ host: Int) -> SecurityCounters {
    network.hosts[host].node.snapshot(now: network.now).counters
  }

  /// What a relay can change in a header.
  enum Change: CaseIterable {
    case kind, trafficClass, flowLabel, sequence, source, destination, sealMark, keyMark

    func apply(to header: inout PacketHeader, others: [NodeID]) {
      switch self {
      case .kind: header.kind = .ip
      case .trafficClass: header.trafficClass = .throughput
      case .flowLabel: header.flowLabel ^= 1
      case .sequence: header.sequence &+= 1_000_000
      case .source: header.source = others[0]
      case .destination: header.destination = others[0]
      case .sealMark: header.isSealed.toggle()
      case .keyMark: header.isTowardKey.toggle()
      }
    }
  }

  @Test(
    "that changes the kind, class, label, sequence, an end or a mark of a packet has it dropped",
    arguments: Change.allCases)
  func changedHeader(change: Change) throws {
    let network = try Self.network()
    let relay = network.hosts[0].node.identity
    network.send([1], from: 1, to: 2)
    network.run(for: .milliseconds(100))
    try #require(network.hosts[2].delivered.count == 1)
    network.relaying = { packet, _ in
      change.apply(to: &packet.header, others: [relay])
      return true
    }
    for number in 0..<20 {
      network.send([UInt8(number)], from: 1, to: 2)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[2].delivered.count == 1)
    network.relaying = nil
    network.send([2], from: 1, to: 2)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[2].delivered.map(\.bytes) == [[1], [2]])
  }

  @Test("that changes a byte of the payload, of the seal or of its tag has it dropped")
  func changedPayload() throws {
    let network = try Self.network()
    network.send([1, 2, 3, 4], from: 1, to: 2)
    network.run(for: .milliseconds(100))
    var place = 0
    network.relaying = { packet, bytes in
      bytes[packet.payload.lowerBound + place % packet.payload.count] ^= 0x10
      return true
    }
    // A seal's header, four bytes and a tag.
    for offset in 0..<28 {
      place = offset
      network.send([1, 2, 3, 4], from: 1, to: 2)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[2].delivered.count == 1)
  }

  @Test("that spends hops or takes the mark of a copy away changes nothing but its own copy's luck")
  func changedHopByte() throws {
    let network = try Self.network()
    network.relaying = { packet, _ in
      packet.header.hopLimit = 31
      packet.header.isCopied.toggle()
      packet.header.sideSteps = 3
      return true
    }
    for number in 0..<20 {
      network.send([UInt8(number)], from: 1, to: 2)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[2].delivered.map(\.bytes) == (0..<20).map { [UInt8($0)] })
  }

  @Test("cannot have a packet delivered twice by taking the mark of a copy away")
  func removedMark() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    network.relaying = { packet, _ in
      packet.header.isCopied = false
      return true
    }
    for number in 0..<50 {
      network.send([UInt8(number)], from: 1, to: 2, class: .redundant)
      network.run(for: .milliseconds(30))
    }
    #expect(network.hosts[2].delivered.map(\.bytes) == (0..<50).map { [UInt8($0)] })
  }

  @Test("that sends a packet on again and again has it delivered once")
  func replays() throws {
    let network = try Self.network()
    network.relaying = { _, _ in true }
    network.repeats = 5
    for number in 0..<20 {
      network.send([UInt8(number)], from: 1, to: 2)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[2].delivered.map(\.bytes) == (0..<20).map { [UInt8($0)] })
    #expect(Self.counters(network, 2).replayedFrames >= 80)
  }

  @Test(
    "cannot speak for another member in the clear, whatever the kind",
    arguments: PayloadKind.allCases)
  func clearPacketInAnothersName(kind: PayloadKind) throws {
    let network = try Self.network()
    let (liar, victim) = (network.hosts[1].node.identity, network.hosts[2].node.identity)
    let before = Self.counters(network, 2)
    let eventsBefore = network.hosts[2].events.count
    for sequence in 0..<10 as Range<UInt32> {
      for isSealed in [false, true] {
        let header = PacketHeader(
          hopLimit: 3, trafficClass: .balanced, kind: kind, isSealed: isSealed, isCopied: true,
          flowLabel: 77, sequence: sequence, source: liar, destination: victim)
        try network.forge(header, [UInt8](repeating: 1, count: 40), from: 0, to: 2)
      }
    }
    network.run(for: .milliseconds(100))
    #expect(network.hosts[2].delivered.isEmpty)
    let after = Self.counters(network, 2)
    // What is sealed through relays is refused at once. Handshakes prove themselves, a trace is
    // answered to whom it names, and nobody asked for the traces that are answered here.
    if kind.isSealedThroughRelays {
      #expect(after.forgedFrames == before.forgedFrames + 10)
    }
    #expect(after.unknownSessions + after.badFrames + after.forgedFrames > before.forgedFrames)
    let events = network.hosts[2].events[eventsBefore...]
    #expect(!events.contains { if case .echo = $0 { true } else { false } })
    #expect(!events.contains { if case .trace = $0 { true } else { false } })
    // And nothing that it said stands in the way of what the member says itself.
    for number in 0..<20 {
      network.send([UInt8(number)], from: 1, to: 2)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[2].delivered.map(\.bytes) == (0..<20).map { [UInt8($0)] })
  }

  @Test("a trace in another's name draws at most fifty answers a second to it")
  func tracesInAnothersName() throws {
    let network = try Self.network()
    let (named, victim) = (network.hosts[1].node.identity, network.hosts[2].node.identity)
    var answers = 0
    network.relaying = { packet, _ in
      if packet.header.kind == .traceReply { answers += 1 }
      return true
    }
    for sequence in 0..<500 as Range<UInt32> {
      let header = PacketHeader(
        hopLimit: 3, trafficClass: .balanced, kind: .trace, flowLabel: 1, sequence: sequence,
        source: named, destination: victim)
      try network.forge(header, [0, 0, 0, 1], from: 0, to: 2)
    }
    network.run(for: .milliseconds(500))
    #expect(answers <= 50)
  }
}
