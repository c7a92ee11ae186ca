import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("A secured node on the prefix plane")
struct PrefixNodeTests {
  /// Base 4 and one backup, so that two dozen nodes do not all know each other.
  private static let sparse = {
    var configuration = NodeConfiguration.prefix
    configuration.prefix.base = .four
    configuration.prefix.backupsMax = 0
    return configuration
  }()

  private func network(
    _ count: Int, configuration: NodeConfiguration = .prefix, settle: Interval = .seconds(40)
  ) throws -> TinyNetwork {
    let network = try TinyNetwork(count, configuration: configuration)
    network.run(for: settle)
    return network
  }

  private func isJoined(_ host: TinyNetwork.Host) -> Bool { host.node.node.isJoined }

  /// Pairs of hosts of which neither has a link with the other.
  private func strangers(_ network: TinyNetwork) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    for first in network.hosts.indices {
      for second in network.hosts.indices where first != second {
        let other = network.hosts[second].node.identity
        if !network.hosts[first].node.node.hasWorkingLink(to: other) {
          pairs.append((first, second))
        }
      }
    }
    return pairs
  }

  /// Looks a host up as a program would; nil when it is not found in time.
  private func resolve(
    _ target: ResolutionTarget, by host: Int, in network: TinyNetwork
  ) -> NodeID? {
    _ = network.hosts[host].node.resolve(target, now: network.now)
    network.run(for: .seconds(3))
    guard case .known(let node) = network.hosts[host].node.resolve(target, now: network.now)
    else { return nil }
    return node
  }

  @Test("joins with everyone who starts at once, and keeps links with few")
  func joins() throws {
    let network = try network(24, configuration: Self.sparse)
    #expect(network.hosts.allSatisfy { isJoined($0) })
    #expect(!strangers(network).isEmpty)
  }

  @Test("more nodes than a mesh has places for find each other")
  func beyondTheMesh() throws {
    let network = try network(72)
    #expect(network.hosts.allSatisfy { isJoined($0) })
    let last = network.hosts[71].node.identity
    #expect(resolve(.name("node-71"), by: 3, in: network) == last)
  }

  @Test("finds a stranger by name, address and ID, and its bytes arrive sealed end to end")
  func findsStrangers() throws {
    let network = try network(24, configuration: Self.sparse)
    let (from, to) = try #require(strangers(network).first)
    let target = network.hosts[to]
    let credential = try #require(target.credential)
    let ipv6 = OverlayAddress.ipv6(target.node.identity, network: credential.network)
    for key in [
      ResolutionTarget.name(credential.name), .ipv4(credential.ipv4), .ipv6(ipv6),
      .node(target.node.identity),
    ] {
      #expect(resolve(key, by: from, in: network) == target.node.identity)
    }
    network.send([1, 2, 3], from: from, to: to)
    network.run(for: .milliseconds(200))
    #expect(target.delivered.map(\.bytes) == [[1, 2, 3]])
    #expect(target.delivered.first?.source == network.hosts[from].node.identity)
  }

  @Test("nobody is found under a name that nobody has")
  func absent() throws {
    let network = try network(6)
    #expect(network.hosts[2].node.resolve(.name("nobody"), now: network.now) == .pending)
    network.run(for: .seconds(1))
    // The directory is not asked again at once.
    #expect(network.hosts[2].node.resolve(.name("nobody"), now: network.now) == .absent)
  }

  @Test("strangers who cannot reach each other directly talk through the nodes between them")
  func aroundCuts() throws {
    let network = try network(24, configuration: Self.sparse)
    let (from, to) = try #require(strangers(network).first)
    network.cut(from, to)
    let name = try #require(network.hosts[to].credential).name
    #expect(resolve(.name(name), by: from, in: network) != nil)
    for _ in 0..<50 {
      network.send([9], from: from, to: to)
      network.run(for: .milliseconds(20))
    }
    network.run(for: .seconds(1))
    #expect(network.hosts[to].delivered.count == 50)
  }

  @Test("a flow between strangers goes on when the node between them dies")
  func relayDies() throws {
    let network = try network(24, configuration: Self.sparse)
    let (from, to) = try #require(strangers(network).first)
    network.cut(from, to)
    let name = try #require(network.hosts[to].credential).name
    #expect(resolve(.name(name), by: from, in: network) != nil)
    let destination = network.hosts[to].node.identity
    func step() -> NodeID? {
      network.hosts[from].node.node.nextHops(toward: destination).first
    }
    network.send([1], from: from, to: to)
    network.run(for: .seconds(1))
    let relay = try #require(step())
    try #require(relay != destination)
    network.hosts.first { $0.node.identity == relay }?.isAlive = false
    for _ in 0..<500 {
      network.send([2], from: from, to: to)
      network.run(for: .milliseconds(20))
    }
    network.run(for: .seconds(1))
    let lost = 501 - network.hosts[to].delivered.count
    #expect(lost <= 50, "lost \(lost) packets, 20 ms apart")
  }

  @Test("a stranger who restarted is talked to again within two seconds of its new join")
  func strangerRestarts() throws {
    let network = try network(24, configuration: Self.sparse)
    let (from, to) = try #require(strangers(network).first)
    network.cut(from, to)
    let before = network.hosts[to]
    let (key, credential) = (try #require(before.key), try #require(before.credential))
    #expect(resolve(.name(credential.name), by: from, in: network) != nil)
    network.send([1], from: from, to: to)
    network.run(for: .seconds(1))
    #expect(before.delivered.count == 1)
    let gateway = network.hosts.indices.first { $0 != from && $0 != to } ?? 0
    network.hosts[to] = try network.start(key, credential, to, knowing: [gateway], incarnation: 2)
    network.run(for: .seconds(10))
    for _ in 0..<200 {
      network.send([2], from: from, to: to)
      network.run(for: .milliseconds(20))
    }
    #expect(network.hosts[to].delivered.count >= 90)
  }

  @Test("what a member publishes is found by another, and no more once taken back")
  func publishing() throws {
    let network = try network(12)
    let subject = DirectorySubject(hashing: Array("color".utf8))
    let key = subject.key()
    try network.hosts[3].node.publish(
      Array("blue".utf8), under: subject, lifetimeSeconds: 60, now: network.now)
    network.run(for: .seconds(1))
    #expect(try look(key, by: 8, in: network).map(\.payload) == [Array("blue".utf8)])
    try network.hosts[3].node.publish(nil, under: subject, lifetimeSeconds: 60, now: network.now)
    network.run(for: .seconds(1))
    #expect(try look(key, by: 9, in: network).isEmpty)
  }

  private func look(
    _ key: DirectoryKey, by host: Int, in network: TinyNetwork
  ) throws -> [DirectoryRecord] {
    let request = try network.hosts[host].node.lookUp(key, now: network.now)
    network.run(for: .seconds(2))
    for case .answered(let result) in network.hosts[host].events where result.request == request {
      return result.records
    }
    Issue.record("no answer")
    return []
  }

  @Test("a record that somebody signs in another's name is not kept")
  func forgedRecords() throws {
    let network = try network(12)
    let (forger, victim) = (network.hosts[4], network.hosts[7])
    let key = DirectoryKey(victim.node.identity)
    // The forger's core holds its own records to be sound: the lie is in the signature.
    var record = DirectoryRecord(
      identity: DirectoryRecord.Identity(key: key, owner: forger.node.identity, kind: .node),
      version: .max, lifetimeSeconds: 60, payload: Array("mine".utf8))
    record = RecordSigning.sign(
      record, with: try #require(forger.key), credential: try #require(forger.credential))
    try forger.node.node.publish(record, now: network.now)
    network.run(for: .seconds(3))
    let kept = network.hosts.filter { $0 !== forger }
      .flatMap { $0.node.node.heldRecords(of: key, now: network.now) }
    #expect(kept.allSatisfy { $0.owner == victim.node.identity })
    let forged = network.hosts.map { $0.node.node.directoryCounters.forged }.reduce(0, +)
    #expect(forged > 0)
  }

  @Test(
    "records of other kinds under a node's own keys are not kept, and the node is found all the same"
  )
  func squatters() throws {
    let network = try network(12)
    let (squatter, victim) = (network.hosts[4], network.hosts[7])
    let (key, credential) = (try #require(victim.key), try #require(victim.credential))
    let ipv6 = OverlayAddress.ipv6(key.node, network: credential.network)
    let own = [
      DirectoryKey(key.node), DirectoryKey(name: credential.name),
      DirectoryKey(overlayIPv4: credential.ipv4), DirectoryKey(overlayIPv6: ipv6),
    ]
    victim.node.leave(now: network.now)
    network.run(for: .seconds(1))
    victim.isAlive = false
    for kind: UInt8 in 5..<20 {
      for place in own {
        let record = DirectoryRecord(
          identity: .init(
            key: place, owner: squatter.node.identity, kind: DirectoryKind(rawValue: kind)),
          version: 1, lifetimeSeconds: 86_400, payload: [1])
        let signed = RecordSigning.sign(
          record, with: try #require(squatter.key), credential: try #require(squatter.credential),
          subject: DirectorySubject(digest: place.value))
        try squatter.node.node.publish(signed, now: network.now)
      }
    }
    network.run(for: .seconds(30))
    for host in network.hosts where host !== squatter && host.isAlive {
      for place in own {
        // Its own removals are there.
        let held = host.node.node.heldRecords(of: place, now: network.now)
        #expect(held.allSatisfy { $0.owner == key.node })
      }
    }
    network.hosts[7] = try network.start(key, credential, 7, knowing: [3], incarnation: 2)
    network.run(for: .seconds(15))
    for asker in [0, 9] {
      let found = try look(DirectoryKey(name: credential.name), by: asker, in: network)
      #expect(found.map(\.owner) == [key.node])
    }
  }

  @Test("a distance probe that does not know the network's key gets no answer")
  func strangersProbe() throws {
    let network = try network(2)
    let host = network.hosts[0]
    let before = host.node.counters.strangers
    let stranger = MessageAuthenticator(
      presharedKey: Array(repeating: 7, count: SecurityLimits.presharedKeyBytes),
      receiver: try #require(host.key).publicKey)
    let probe = DistanceProbe(kind: DistanceProbe.question, token: 1).encoded(stranger)
    var sent = 0
    network.tamper = { bytes in
      if bytes.first == DistanceProbe.answer { sent += 1 }
      return bytes
    }
    network.inject(probe, into: host, from: TinyNetwork.address(9))
    network.inject(Array(probe.dropLast()), into: host, from: TinyNetwork.address(9))
    #expect(sent == 0)
    #expect(host.node.counters.strangers == before + 1)
  }

  @Test("a flood of distance probes is answered only so often")
  func probeFlood() throws {
    let network = try network(2)
    let host = network.hosts[0]
    let member = MessageAuthenticator(
      presharedKey: network.network.authority.presharedKey,
      receiver: try #require(host.key).publicKey)
    for token in 0..<2_000 {
      let probe = DistanceProbe(kind: DistanceProbe.question, token: UInt64(token))
      network.inject(probe.encoded(member), into: host, from: TinyNetwork.address(9))
    }
    #expect(host.node.counters.limitedProbes >= 1_400)
    // What somebody else asks is answered.
    var answers = 0
    network.passing = { _, _, bytes in
      if bytes.first == DistanceProbe.answer { answers += 1 }
    }
    let probe = DistanceProbe(kind: DistanceProbe.question, token: 9_999)
    let elsewhere = UnderlayAddress(ipv4: 0xc633_6405, port: 7_272)
    network.inject(probe.encoded(member), into: host, from: elsewhere)
    network.run(for: .milliseconds(50))
    #expect(answers == 1)
  }

  @Test("a revoked node is put out by all who have to do with it")
  func revocation() throws {
    let network = try network(12)
    let victim = network.hosts[5].node.identity
    let revocation = try network.network.authority.revoke(
      victim, now: network.network.now)
    network.hosts[0].node.revoke(revocation, now: network.now)
    network.run(for: .seconds(10))
    for (number, host) in network.hosts.enumerated() where number != 5 {
      let isLinked = host.node.node.hasWorkingLink(to: victim)
      #expect(!isLinked)
    }
  }
}
