import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Floods and replays of handshakes")
struct HandshakeFloodTests {
  @Test("100,000 initiations of a stranger with an old token stop nothing")
  func flood() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(110))
    var attacker = HandshakeAttacker(on: network, victim: 0)
    let victim = network.hosts[0]
    let sessionsBefore = victim.sessions(with: network.hosts[1])
    let newcomer = try network.add("late", 2, knowing: [0])
    var joinedAt: Int?
    var sent = 0
    // Thirty seconds, and a renewal of the session in the middle.
    for step in 0..<1_000 {
      for _ in 0..<100 {
        network.inject(attacker.junk(), into: victim, from: attacker.address())
      }
      if step % 10 == 0 {
        network.send([1], from: 0, to: 1)
        sent += 1
      }
      network.run(for: .milliseconds(30))
      if joinedAt == nil, newcomer.current(with: victim).map({ $0 >= 0 }) == true {
        joinedAt = step
      }
    }
    network.run(for: .milliseconds(50))
    #expect(network.hosts[1].delivered.count == sent)
    #expect(victim.sessions(with: network.hosts[1]) > sessionsBefore)
    #expect(joinedAt != nil)
    network.send([9], from: 2, to: 0)
    network.run(for: .milliseconds(50))
    #expect(victim.delivered.last?.bytes == [9])
    let counters = victim.node.snapshot(now: network.now).counters
    // What was worth a key agreement is a small share of it all.
    #expect(counters.failedHandshakes < 64 * 32)
    #expect(counters.limitedHandshakes > 95_000)
  }

  @Test("the first initiation again after 300 renewals changes nothing, from wherever it comes")
  func replay() throws {
    var first: [UInt8]?
    var replies: [[UInt8]] = []
    let elsewhere = UnderlayAddress(ipv4: 0xc633_6401, port: 9)
    let network = try TinyNetwork(2) { _, configuration in configuration.rekeyAfterFrames = 4 }
    network.passing = { source, destination, bytes in
      if bytes[0] == 1, destination == TinyNetwork.address(0) { first = first ?? bytes }
      if destination == elsewhere { replies.append(bytes) }
    }
    let (victim, peer) = (network.hosts[0], network.hosts[1])
    while victim.sessions(with: peer) < 300, network.now < .zero + .seconds(3_000) {
      network.run(for: .seconds(1))
    }
    #expect(victim.sessions(with: peer) >= 300)
    // Until its code is forgotten.
    network.run(for: SeenCodes.lifetime * 2)
    let initiation = try #require(first)
    let attacker = HandshakeAttacker(on: network, victim: 0)
    network.inject(initiation, into: victim, from: elsewhere)
    #expect(replies.map { $0[0] } == [HandshakeKind.cookieReply.rawValue])
    // Even from who proves an address: a response, and nothing that counts.
    network.run(for: SeenCodes.lifetime * 2)
    let proof = try #require(cookie(for: elsewhere, by: victim, on: network))
    let before = (victim.current(with: peer), victim.handshake(with: peer)?.newest)
    network.inject(attacker.again(initiation, cookie: proof), into: victim, from: elsewhere)
    #expect(replies.last?[0] == HandshakeKind.response.rawValue)
    let handshake = try #require(victim.handshake(with: peer))
    #expect(handshake.tentative != nil)
    #expect(handshake.answered == nil)
    #expect(handshake.newest == before.1)
    #expect(victim.current(with: peer) == before.0)
    network.run(for: .seconds(7))
    #expect(victim.handshake(with: peer)?.tentative == nil)
    network.send([5], from: 1, to: 0)
    network.run(for: .milliseconds(50))
    #expect(victim.delivered.last?.bytes == [5])
    #expect(victim.node.snapshot(now: network.now).counters.tentativeHandshakes == 1)
  }

  /// What a host would give to whoever asks from an address.
  private func cookie(
    for address: UnderlayAddress, by host: TinyNetwork.Host, on network: TinyNetwork
  ) -> [UInt8]? {
    var entropy = Entropy.seeded(network.now.nanoseconds)
    return host.node.admission.cookie(for: address, now: network.now, entropy: &entropy)
  }

  @Test("replays from an address that is proved keep out nobody who restarts")
  func replaysDuringRestart() throws {
    var captured: [[UInt8]] = []
    let network = try TinyNetwork(2)
    network.passing = { _, destination, bytes in
      if bytes[0] == 1, destination == TinyNetwork.address(0) { captured.append(bytes) }
    }
    network.run(for: .seconds(3))
    let (victim, old) = (network.hosts[0], network.hosts[1])
    let initiation = try #require(captured.first)
    network.run(for: SeenCodes.lifetime * 2)
    old.isAlive = false
    let attacker = HandshakeAttacker(on: network, victim: 0)
    network.hosts[1] = try network.start(
      try #require(old.key), try #require(old.credential), 1, knowing: [0], incarnation: 2)
    for step in 0..<400 {
      let source = UnderlayAddress(ipv4: 0xc633_6400 + UInt32(step % 200), port: 9)
      let proof = cookie(for: source, by: victim, on: network)
      network.inject(attacker.again(initiation, cookie: proof), into: victim, from: source)
      network.run(for: .milliseconds(5))
    }
    network.send([7], from: 1, to: 0)
    network.run(for: .milliseconds(100))
    #expect(victim.delivered.last?.bytes == [7])
  }

  @Test("a node that has lost its count of initiations is let in by way of a tentative session")
  func lostState() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let (victim, old) = (network.hosts[0], network.hosts[1])
    // Its counter stands higher than that of the node when it starts again.
    let place = try #require(victim.node.places[old.node.identity])
    victim.node.records[place]?.handshake.newest = HandshakeCounter(incarnation: 1, number: 500)
    old.isAlive = false
    network.hosts[1] = try network.start(
      try #require(old.key), try #require(old.credential), 1, knowing: [0], incarnation: 1)
    network.run(for: .seconds(4))
    network.send([7], from: 1, to: 0)
    network.run(for: .milliseconds(100))
    #expect(victim.delivered.last?.bytes == [7])
    // What it said counts from then on, though it is less than what was known.
    let newest = try #require(victim.handshake(with: network.hosts[1])?.newest)
    #expect(newest < HandshakeCounter(incarnation: 1, number: 500))
    #expect(victim.node.snapshot(now: network.now).counters.tentativeHandshakes >= 1)
  }

  @Test("an initiation commits nothing before its keys are used")
  func nothingBeforeConfirmation() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let (victim, peer) = (network.hosts[0], network.hosts[1])
    let place = try #require(victim.node.places[peer.node.identity])
    let before = (
      victim.handshake(with: peer)?.newest, victim.current(with: peer),
      victim.node.description(of: place), victim.node.records[place]?.credential
    )
    // The peer's genuine next initiation, held back and then sent by somebody else.
    let own = peer.node.own.record
    let key = try #require(peer.key)
    let front = HandshakeFront(.initiation)
    var moved = own
    moved.incarnation += 1
    moved.endpoints = [UnderlayAddress(ipv4: 1, port: 1)]
    let signed = MemberRecordSigning.sign(
      moved, with: key, network: network.network.authority.network)
    var entropy = Entropy.seeded(4)
    let noise = try NoiseInitiationSent(
      initiator: key, responder: try #require(victim.key).publicKey,
      prologue: front.prologue(victim.node.prologue),
      payload: InitiationPayload(announcing: signed, path: 0, number: 1).encoded,
      staticSecret: nil, entropy: &entropy)
    let message = InitiationFrame.encode(
      front: front, sender: 5, noise: noise.message, authenticator: victim.node.authenticator,
      cookie: nil)
    network.inject(message, into: victim, from: UnderlayAddress(ipv4: 0xc633_6401, port: 9))
    #expect(victim.handshake(with: peer)?.answered != nil)
    #expect(victim.handshake(with: peer)?.newest == before.0)
    #expect(victim.current(with: peer) == before.1)
    #expect(victim.node.description(of: place) == before.2)
    #expect(victim.node.records[place]?.credential == before.3)
    network.run(for: .seconds(25))
    #expect(victim.handshake(with: peer)?.answered == nil)
    #expect(victim.node.description(of: place) == before.2)
  }

  @Test("two that initiate at the same time end with the same session")
  func collision() throws {
    let network = try TinyNetwork(2)
    network.delay = .milliseconds(150)
    for number in 0..<2 {
      let host = network.hosts[number]
      network.hosts[number] = try network.start(
        try #require(host.key), try #require(host.credential), number, knowing: [1 - number])
    }
    network.run(for: .seconds(6))
    for (one, other) in [(0, 1), (1, 0)] {
      network.send([UInt8(one)], from: one, to: other)
      network.run(for: .milliseconds(200))
      #expect(network.hosts[other].delivered.last?.bytes == [UInt8(one)])
    }
    let (first, second) = (network.hosts[0], network.hosts[1])
    let slots = try (
      #require(first.current(with: second)), #require(second.current(with: first))
    )
    #expect(first.node.sessions[slots.0].remoteIndex == second.node.sessions[slots.1].localIndex)
  }

  @Test("a forged frame just before a genuine one does not move the window of what was seen")
  func forgedFrame() throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(2))
    var held: [UInt8]?
    network.tamper = { bytes in
      guard bytes.count > 500 else { return bytes }
      held = bytes
      return nil
    }
    network.send([UInt8](repeating: 3, count: 600), from: 0, to: 1)
    network.tamper = nil
    let genuine = try #require(held)
    let victim = network.hosts[1]
    let before = victim.node.snapshot(now: network.now).counters.forgedFrames
    for (index, change) in [(genuine.count - 1, UInt8(1)), (4, 0x40), (5, 0x10), (7, 0x3f)] {
      var forged = genuine
      forged[index] ^= change
      network.inject(forged, into: victim, from: TinyNetwork.address(0))
    }
    #expect(victim.node.snapshot(now: network.now).counters.forgedFrames == before + 4)
    network.inject(genuine, into: victim, from: TinyNetwork.address(0))
    #expect(victim.delivered.last?.bytes == [UInt8](repeating: 3, count: 600))
  }
}
