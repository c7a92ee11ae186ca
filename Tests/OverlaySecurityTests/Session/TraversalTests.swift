import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Nodes behind translators")
struct TraversalTests {
  private static func outside(_ number: UInt32) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0xc633_6400 + number, port: 1)
  }

  /// Host 0 can be called, hosts 1 and 2 are behind translators.
  private func network(
    _ first: TinyTranslator.Mapping, _ second: TinyTranslator.Mapping, seed: UInt64 = 1
  ) throws -> TinyNetwork {
    let network = try TinyNetwork(3, seed: seed)
    network.hosts[1].translator = TinyTranslator(first, outside: Self.outside(1))
    network.hosts[2].translator = TinyTranslator(second, outside: Self.outside(2))
    return network
  }

  private func relay(_ network: TinyNetwork, from: Int, to: Int) -> NodeID?? {
    let routes = network.hosts[from].node.snapshot(now: network.now).routes
    let other = network.hosts[to].node.identity
    return routes.first { $0.destination == other && $0.trafficClass == .balanced }
      .map { $0.paths.first?.relay }
  }

  private func exchange(_ network: TinyNetwork, packets: Int) -> Int {
    let before = network.hosts[2].delivered.count + network.hosts[1].delivered.count
    for _ in 0..<packets {
      network.send([1], from: 1, to: 2)
      network.send([2], from: 2, to: 1)
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(60))
    return network.hosts[2].delivered.count + network.hosts[1].delivered.count - before
  }

  @Test("two that keep ports are found out and passed within seconds", arguments: UInt64(1)...8)
  func direct(seed: UInt64) throws {
    let network = try network(.keepsPort, .keepsPort, seed: seed)
    network.run(for: .seconds(6))
    #expect(relay(network, from: 1, to: 2) == .some(nil))
    #expect(relay(network, from: 2, to: 1) == .some(nil))
    #expect(exchange(network, packets: 50) == 100)
    let links = network.hosts[1].node.snapshot(now: network.now).links
    #expect(links.contains { $0.address.host == Self.outside(2).host })
  }

  @Test("a node says where others see it, after its own addresses of the site")
  func announced() throws {
    let network = try network(.keepsPort, .random)
    network.run(for: .seconds(3))
    let node = network.hosts[1].node.identity
    var seen = Self.outside(1)
    seen.port = TinyNetwork.address(1).port
    let members = network.hosts[0].node.snapshot(now: network.now).members
    #expect(members.first { $0.node == node }?.endpoints == [seen, TinyNetwork.address(1)])
    #expect(network.hosts[1].node.snapshot(now: network.now).observed == [seen])
    #expect(network.hosts[0].node.snapshot(now: network.now).observed == [])
  }

  @Test(
    "where one of the two gives each destination another port, the relay stays and works at once",
    arguments: [TinyTranslator.Mapping.keepsPort, .random])
  func relayed(first: TinyTranslator.Mapping) throws {
    let network = try network(first, .random)
    network.run(for: .seconds(3))
    #expect(exchange(network, packets: 50) == 100)
    network.run(for: .seconds(60))
    #expect(relay(network, from: 1, to: 2) == .some(network.hosts[0].node.identity))
    #expect(exchange(network, packets: 50) == 100)
  }

  @Test("what lets nobody in is tried ever less often")
  func patience() throws {
    let network = try network(.random, .random)
    network.run(for: .seconds(120))
    var tried = 0
    network.passing = { source, destination, _ in
      guard source.host == Self.outside(1).host else { return }
      if destination.host == Self.outside(2).host || destination == TinyNetwork.address(2) {
        tried += 1
      }
    }
    network.run(for: .seconds(300))
    #expect(tried > 0)
    // Five rounds with two addresses, and a handshake's first message each 64 s.
    #expect(tried <= 5 * 2 * 18 + 2 * 5, "\(tried) datagrams in five minutes")
  }

  @Test("when a translator gets another address, traffic goes on over the relay and then straight")
  func reconnected() throws {
    let network = try network(.keepsPort, .keepsPort)
    network.run(for: .seconds(6))
    #expect(exchange(network, packets: 100) == 200)
    network.hosts[1].translator?.outside = Self.outside(9)
    // Silence is noticed, the relay learns the new address, and packets go through it.
    _ = exchange(network, packets: 100)
    #expect(exchange(network, packets: 100) == 200)
    network.run(for: .seconds(10))
    #expect(relay(network, from: 1, to: 2) == .some(nil))
    #expect(exchange(network, packets: 100) == 200)
  }

  @Test("a translator that forgets its ports interrupts traffic with the relay for under 100 ms")
  func forgotten() throws {
    let network = try network(.random, .random)
    network.run(for: .seconds(6))
    func stream(_ packets: Int) {
      for _ in 0..<packets {
        network.send([1], from: 0, to: 1)
        network.run(for: .milliseconds(10))
      }
    }
    stream(100)
    network.run(for: .milliseconds(20))
    let before = network.hosts[1].delivered.count
    network.hosts[1].translator?.forget()
    stream(100)
    network.run(for: .milliseconds(20))
    #expect(network.hosts[1].delivered.count - before >= 90)
  }

  @Test("a frame from elsewhere moves nothing until the peer has proved to be there")
  func stolenFrame() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let thief = UnderlayAddress(ipv4: 0xc000_0209, port: 53)
    var stolen: [UInt8]?
    network.tamper = { bytes in
      // Data frames begin with the data header's mark; handshakes with 1, 2 or 3.
      guard stolen == nil, bytes.count < 120, bytes[0] > 6 else { return bytes }
      stolen = bytes
      return nil
    }
    network.run(for: .seconds(6))
    let bytes = try #require(stolen)
    network.tamper = nil
    var toThief: [Int] = []
    network.passing = { _, destination, bytes in
      if destination == thief { toThief.append(bytes.count) }
    }
    for host in network.hosts { network.inject(bytes, into: host, from: thief) }
    network.run(for: .seconds(3))
    for host in network.hosts {
      #expect(host.node.snapshot(now: network.now).links.allSatisfy { $0.address != thief })
    }
    #expect(toThief.count <= 1)
    #expect(toThief.allSatisfy { $0 <= bytes.count })
  }

  @Test("a socket that closes takes its links along, and no frame's number ever comes twice")
  func closedSocket() throws {
    let network = try TinyNetwork(2)
    var numbers: Set<[UInt8]> = []
    var repeated = 0
    network.passing = { source, _, bytes in
      guard let header = try? DataHeader(bytes.span) else { return }
      let key =
        [UInt8(source.host & 0xff), UInt8(header.path)]
        + withUnsafeBytes(of: header.receiver) { Array($0) }
        + withUnsafeBytes(of: header.counter) { Array($0) }
      if !numbers.insert(key).inserted { repeated += 1 }
    }
    network.run(for: .seconds(3))
    for _ in 0..<5 {
      network.hosts[1].node.closeSocket(0, now: network.now)
      #expect(network.hosts[1].node.snapshot(now: network.now).links.isEmpty)
      network.run(for: .milliseconds(300))
      network.hosts[1].node.openSocket(0, at: TinyNetwork.address(1), now: network.now)
      network.run(for: .seconds(3))
      let links = network.hosts[1].node.snapshot(now: network.now).links
      #expect(links.map(\.report.quality.state) == [.up])
    }
    #expect(!numbers.isEmpty)
    #expect(repeated == 0)
    #expect(network.hosts[0].node.snapshot(now: network.now).counters.replayedFrames == 0)
  }

  @Test("a member that names a stranger's addresses has few datagrams sent there")
  func namedStranger() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(3))
    var sent: [UnderlayAddress: Int] = [:]
    network.passing = { _, destination, _ in
      if destination.host >> 8 == 0xc0_0002 { sent[destination, default: 0] += 1 }
    }
    // Another one each second, for ten minutes.
    for number in 0..<600 {
      let stranger = UnderlayAddress(ipv4: 0xc000_0200 + UInt32(number % 200), port: 53)
      network.hosts[2].node.setAdvertised([stranger], now: network.now)
      network.run(for: .seconds(1))
    }
    let total = sent.values.reduce(0, +)
    #expect(total > 0)
    // Two members, each with at most three hasty rounds, one more a minute, and one in 128 s; a round
    // opens no more than three links beside the one that works.
    #expect(total < 2 * (3 + 10 + 5) * 3 * 18, "\(total) datagrams in ten minutes")
  }

  @Test("idle links are beaconed often enough that no translator forgets them")
  func keepAlive() {
    for profile in [LinkProfile.standard, .prefix, .ron, .tapestry] {
      // A backup's interval is twice the idle one; translators forget after 30 s and more.
      #expect(max(profile.idleInterval * 2, profile.passiveInterval) < .seconds(30))
    }
  }

  @Test("links to addresses that never answer are let go when they have been tried for long enough")
  func trialsEnd() throws {
    let network = try TinyNetwork(2)
    // Three more addresses of which nobody answers.
    let dead = (1...3).map { UnderlayAddress(ipv4: 0x0a00_0100 + UInt32($0), port: 4_242) }
    network.hosts[1].node.setAdvertised(dead + [TinyNetwork.address(1)], now: network.now)
    network.run(for: .seconds(2))
    #expect(network.hosts[0].node.snapshot(now: network.now).links.count == 4)
    network.run(for: .seconds(20))
    let links = network.hosts[0].node.snapshot(now: network.now).links
    #expect(links.map(\.address) == [TinyNetwork.address(1)])
  }
}
