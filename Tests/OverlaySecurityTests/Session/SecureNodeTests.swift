import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("A secured node")
struct SecureNodeTests {
  private func states(_ network: TinyNetwork, _ host: Int) -> [LinkState] {
    network.hosts[host].node.snapshot(now: network.now).links.map(\.report.quality.state)
  }

  @Test("two nodes that know each other make a session and a link within a second")
  func pair() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(1))
    #expect(states(network, 0) == [.up])
    #expect(states(network, 1) == [.up])
    let round = network.hosts[0].node.snapshot(now: network.now).links[0].report.quality.roundTrip
    #expect(round == .milliseconds(20))
  }

  @Test("members learn of each other through the one that they joined by")
  func gossip() throws {
    let network = try TinyNetwork(6)
    network.run(for: .seconds(6))
    for host in 0..<6 { #expect(states(network, host) == Array(repeating: .up, count: 5)) }
  }

  @Test("an application's bytes arrive over the way straight there")
  func direct() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(1))
    network.send([1, 2, 3], from: 0, to: 1)
    network.run(for: .milliseconds(20))
    #expect(network.hosts[1].delivered.map(\.bytes) == [[1, 2, 3]])
  }

  @Test("a path that dies under traffic is left for a relay within 200 ms")
  func failover() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    for _ in 0..<100 {
      network.send([1], from: 0, to: 1)
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(30))
    #expect(network.hosts[1].delivered.count == 100)
    network.cut(0, 1)
    for _ in 0..<100 {
      network.send([2], from: 0, to: 1)
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(50))
    let lost = 200 - network.hosts[1].delivered.count
    #expect(lost <= 20, "lost \(lost) packets, 10 ms apart")
  }

  @Test(
    "two nodes whose direct path was never there talk through a relay within two seconds",
    arguments: UInt64(1)...12)
  func relayedHandshake(seed: UInt64) throws {
    let network = try TinyNetwork(3, seed: seed)
    network.cut(1, 2)
    for _ in 0..<200 {
      network.send([1], from: 1, to: 2)
      network.send([2], from: 2, to: 1)
      network.run(for: .milliseconds(10))
    }
    #expect(!network.hosts[1].delivered.isEmpty)
    #expect(!network.hosts[2].delivered.isEmpty)
  }

  @Test("nothing is lost when the path heals and traffic moves back")
  func heal() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    func stream(_ packets: Int) {
      for _ in 0..<packets {
        network.send([2], from: 0, to: 1)
        network.run(for: .milliseconds(10))
      }
    }
    stream(20)
    network.cut(0, 1)
    stream(100)
    network.heal()
    network.run(for: .milliseconds(50))
    let before = network.hosts[1].delivered.count
    stream(400)
    network.run(for: .milliseconds(50))
    #expect(network.hosts[1].delivered.count - before == 400)
    let routes = network.hosts[0].node.snapshot(now: network.now).routes
    let other = network.hosts[1].node.identity
    let route = try #require(
      routes.first { $0.destination == other && $0.trafficClass == .balanced })
    #expect(route.paths.first?.relay == nil)
  }

  @Test("two nodes that never reach each other directly still make a session, through a relay")
  func relayedHandshake() throws {
    let network = try TinyNetwork(3)
    network.cut(1, 2)
    network.run(for: .seconds(8))
    network.send([9], from: 1, to: 2)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[2].delivered.map(\.bytes) == [[9]])
    network.send([8], from: 2, to: 1)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.map(\.bytes) == [[8]])
  }

  @Test(
    "after a flow's first packets each costs 60 bytes straight and 84 through a relay",
    arguments: [false, true])
  func overhead(isRelayed: Bool) throws {
    let network = try TinyNetwork(3)
    if isRelayed { network.cut(1, 2) }
    network.run(for: .seconds(8))
    func send(_ count: Int) {
      for number in 0..<count {
        network.send([UInt8](repeating: UInt8(number), count: 1_000), from: 1, to: 2)
        network.run(for: .milliseconds(40))
      }
    }
    send(20)
    var large: [Int] = []
    network.tamper = { bytes in
      if bytes.count > 1_000 { large.append(bytes.count) }
      return bytes
    }
    send(10)
    #expect(large == Array(repeating: isRelayed ? 1_056 : 1_032, count: isRelayed ? 20 : 10))
    #expect(network.hosts[2].delivered.count == 30)
    #expect(network.hosts[2].delivered.map { Int($0.bytes[0]) } == Array(0..<20) + Array(0..<10))
  }

  @Test("a relay that lost its labels makes a flow lose no more than a round trip of packets")
  func lostLabels() throws {
    let network = try TinyNetwork(3)
    network.cut(1, 2)
    network.run(for: .seconds(8))
    for number in 0..<60 {
      if number == 30 { network.hosts[0].node.forgetLabels() }
      network.send([UInt8(number)], from: 1, to: 2)
      network.run(for: .milliseconds(40))
    }
    #expect(network.hosts[2].delivered.count >= 58)
    let counters = network.hosts[0].node.snapshot(now: network.now).counters
    #expect((1...2).contains(counters.unknownLabels))
  }

  @Test("the redundant class sends two copies and delivers one")
  func redundancy() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    for number in 0..<50 {
      network.send([UInt8(number)], from: 0, to: 1, class: .redundant)
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.map { $0.bytes[0] } == (0..<50).map { UInt8($0) })
    let counters = network.hosts[1].node.snapshot(now: network.now).counters
    #expect(counters.droppedDuplicates >= 49)
  }

  @Test("rekeying twice loses no packet")
  func rekey() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    var sent = 0
    for _ in 0..<(300 * 20) {
      network.send([1], from: 0, to: 1)
      network.send([1], from: 1, to: 0)
      sent += 1
      network.run(for: .milliseconds(50))
    }
    network.run(for: .milliseconds(100))
    #expect(network.hosts[0].delivered.count == sent)
    #expect(network.hosts[1].delivered.count == sent)
    let renewals = network.hosts[0].events.filter {
      if case .event(.sessionEstablished(network.hosts[1].node.identity, _)) = $0 {
        true
      } else {
        false
      }
    }
    #expect(renewals.count >= 3)
  }

  @Test("a peer whose address changes keeps its session")
  func roaming() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(2))
    let moved = UnderlayAddress(ipv4: 0xc0a8_0105, port: 999)
    network.hosts[1].address = moved
    network.run(for: .seconds(4))
    let link = try #require(network.hosts[0].node.snapshot(now: network.now).links.first)
    #expect(link.address == moved)
    #expect(link.report.quality.state == .up)
    network.send([5], from: 0, to: 1)
    network.run(for: .milliseconds(20))
    #expect(network.hosts[1].delivered.count == 1)
  }

  @Test("a node that crashed and came back is reached again within two seconds")
  func restart() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    let old = network.hosts[1]
    old.isAlive = false
    network.run(for: .seconds(3))
    let key = try #require(old.key)
    let credential = try #require(old.credential)
    network.hosts[1] = try network.start(key, credential, 1, knowing: [0], incarnation: 2)
    network.run(for: .seconds(2))
    network.send([7], from: 2, to: 1)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.map(\.bytes) == [[7]])
  }

  @Test("a node that says farewell is forgotten at once")
  func farewell() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    network.hosts[1].node.leave(now: network.now)
    network.run(for: .milliseconds(50))
    network.hosts[1].isAlive = false
    network.run(for: .milliseconds(50))
    #expect(network.hosts[0].node.snapshot(now: network.now).members.count == 2)
    #expect(network.send([1], from: 0, to: 1) == .refused(.unknownDestination))
  }

  @Test("a revoked node loses its sessions everywhere and gets no new one")
  func revocation() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    let revocation = try network.network.authority.revoke(
      named: "node-1", now: network.network.now)
    network.hosts[0].node.revoke(revocation, now: network.now)
    network.run(for: .seconds(10))
    #expect(network.hosts[0].node.snapshot(now: network.now).members.count == 2)
    #expect(network.hosts[2].node.snapshot(now: network.now).members.count == 2)
    #expect(network.send([1], from: 2, to: 1) == .refused(.unknownDestination))
    network.send([1], from: 1, to: 2)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[2].delivered.isEmpty)
  }

  @Test("forged, replayed, truncated and random datagrams change nothing")
  func hostility() throws {
    let network = try TinyNetwork(2)
    var captured: [[UInt8]] = []
    network.tamper = {
      captured.append($0); return $0
    }
    network.run(for: .seconds(3))
    network.send([1, 2, 3], from: 0, to: 1)
    network.run(for: .milliseconds(20))
    network.tamper = nil
    var random = SeededRandom(seed: 5)
    let victim = network.hosts[1]
    let before = victim.delivered.count
    for round in 0..<20_000 {
      var bytes = captured[Int(random.next() % UInt64(captured.count))]
      switch round % 4 {
      case 0: break
      case 1: bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 + random.next() % 255)
      case 2: bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
      default:
        bytes = (0..<Int(random.next() % 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      network.inject(bytes, into: victim, from: UnderlayAddress(ipv4: 0x0102_0304, port: 5))
    }
    #expect(victim.delivered.count == before)
    network.run(for: .seconds(3))
    let link = try #require(victim.node.snapshot(now: network.now).links.first)
    #expect(link.address == TinyNetwork.address(0))
    #expect(link.report.quality.state == .up)
    network.send([4], from: 0, to: 1)
    network.run(for: .milliseconds(20))
    #expect(victim.delivered.count == before + 1)
  }

  @Test("a probe is answered and a trace names the relay")
  func diagnostics() throws {
    let network = try TinyNetwork(3)
    network.cut(1, 2)
    network.run(for: .seconds(8))
    let target = network.hosts[2].node.identity
    _ = network.hosts[1].node.probe(target, trafficClass: .balanced, now: network.now)
    _ = network.hosts[1].node.trace(target, trafficClass: .balanced, now: network.now)
    network.run(for: .milliseconds(200))
    var hops: [Int: NodeID] = [:]
    var echoes = 0
    for effect in network.hosts[1].events {
      if case .trace(let result) = effect { hops[result.hop] = result.node }
      if case .echo(let result) = effect, result.identifier != 0 { echoes += 1 }
    }
    #expect(echoes == 1)
    #expect(hops == [1: network.hosts[0].node.identity, 2: target])
  }
}
