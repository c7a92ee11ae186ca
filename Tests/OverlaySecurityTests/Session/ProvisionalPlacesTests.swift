import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Places of peers that have not confirmed")
struct ProvisionalPlacesTests {
  /// Members' genuine initiations, which somebody else has seen and sends again.
  private struct Replayer {
    let network: TinyNetwork
    let codes: HandshakeAttacker
    private(set) var captured: [(node: NodeID, bytes: [UInt8])] = []
    private var next = 0

    init(_ count: Int, on network: TinyNetwork, victim: Int) throws {
      self.network = network
      codes = HandshakeAttacker(on: network, victim: victim)
      let host = network.hosts[victim]
      let front = HandshakeFront(.initiation)
      var entropy = Entropy.seeded(31)
      for number in 0..<count {
        let key = network.network.key()
        let credential = try network.network.authority.issue(
          name: "member-\(number)", keys: key.publicKeys, roles: [], now: network.network.now)
        let record = MemberRecordSigning.sign(
          MemberRecord(
            node: credential.node, incarnation: 1, sequence: 0,
            endpoints: [UnderlayAddress(ipv4: 0x0a09_0000 + UInt32(number), port: 1)],
            credential: credential.encoded), with: key,
          network: network.network.authority.network)
        let noise = try NoiseInitiationSent(
          initiator: key, responder: try #require(host.key).publicKey,
          prologue: front.prologue(host.node.prologue),
          payload: InitiationPayload(announcing: record, path: 0, number: 1).encoded,
          staticSecret: nil, entropy: &entropy)
        let message = InitiationFrame.encode(
          front: front, sender: 5, noise: noise.message, authenticator: host.node.authenticator,
          cookie: nil)
        captured.append((credential.node, message))
      }
    }

    /// The next of them, with an index that it did not have before, so that its code is a new one.
    mutating func replay(cookie: [UInt8]? = nil) -> [UInt8] {
      defer { next += 1 }
      let index = UInt32(truncatingIfNeeded: next)
      return codes.again(captured[next % captured.count].bytes, cookie: cookie) { body in
        for byte in 0..<3 { body[8 + byte] = UInt8(truncatingIfNeeded: index >> UInt32(8 * byte)) }
      }
    }

    /// How many of the members have a place at a host.
    func places(at host: TinyNetwork.Host) -> Int {
      captured.count { host.node.places[$0.node] != nil }
    }
  }

  /// What a host would give to whoever asks from an address.
  private func cookie(
    for address: UnderlayAddress, by host: TinyNetwork.Host, on network: TinyNetwork
  ) -> [UInt8]? {
    var entropy = Entropy.seeded(network.now.nanoseconds)
    return host.node.admission.cookie(for: address, now: network.now, entropy: &entropy)
  }

  @Test("replays take a small part of the table, and give it back", arguments: [false, true])
  func givenBack(isPrefix: Bool) throws {
    let network = try TinyNetwork(2, configuration: isPrefix ? .prefix : .standard)
    network.run(for: .seconds(3))
    let victim = network.hosts[0]
    var replayer = try Replayer(100, on: network, victim: 0)
    var most = 0
    for step in 0..<400 {
      let source = UnderlayAddress(ipv4: 0xc633_6400 + UInt32(step % 8) << 8, port: 9)
      let proof = step % 2 == 0 ? cookie(for: source, by: victim, on: network) : nil
      network.inject(replayer.replay(cookie: proof), into: victim, from: source)
      network.run(for: .milliseconds(10))
      most = max(most, replayer.places(at: victim))
    }
    #expect(most > 0)
    #expect(most <= (isPrefix ? 64 : 16), "\(most)")
    network.run(for: .seconds(22))
    #expect(replayer.places(at: victim) == 0)
    network.send([1], from: 1, to: 0)
    network.run(for: .milliseconds(50))
    #expect(victim.delivered.last?.bytes == [1])
  }

  @Test(
    "a newcomer joins while somebody replays", arguments: [0xc633_6402, 0x0a00_00f0] as [UInt32])
  func newcomer(attacker: UInt32) throws {
    let network = try TinyNetwork(2)
    network.run(for: .seconds(3))
    let victim = network.hosts[0]
    var replayer = try Replayer(90, on: network, victim: 0)
    // Within the budget of hosts that have proved themselves, from one or from the newcomer's network.
    func replay(milliseconds: UInt32) throws {
      for step in 0..<(milliseconds / 20) {
        let source = UnderlayAddress(ipv4: attacker + step % 4, port: 9)
        let proof = cookie(for: source, by: victim, on: network)
        network.inject(replayer.replay(cookie: proof), into: victim, from: source)
        network.run(for: .milliseconds(20))
      }
    }
    try replay(milliseconds: 2_000)
    let late = try network.add("late", 2, knowing: [0])
    network.cut(1, 2)
    try replay(milliseconds: 3_000)
    let slot = try #require(late.current(with: victim))
    #expect(slot >= 0)
    network.send([7], from: 2, to: 0)
    network.run(for: .milliseconds(50))
    #expect(victim.delivered.last?.bytes == [7])
  }

  @Test("with the table full of peers replays displace none of them")
  func full() throws {
    let network = try TinyNetwork(2, configuration: .prefix)
    network.run(for: .seconds(3))
    let victim = network.hosts[0]
    var entropy = Entropy.seeded(8)
    var peers: [NodeID] = []
    while peers.count < SecurityLimits.peersMax {
      let key = StaticKey(entropy: &entropy).publicKey
      let place = victim.node.place(for: NodeID(publicKey: key), key: key, now: network.now)
      guard place != nil, victim.node.peers.count <= SecurityLimits.peersMax else { break }
      peers.append(NodeID(publicKey: key))
      if victim.node.peers.count == SecurityLimits.peersMax { break }
    }
    let before = peers.filter { victim.node.places[$0] != nil }
    #expect(before.count > 2_000)
    var replayer = try Replayer(20, on: network, victim: 0)
    for number in 0..<20 as Range<UInt32> {
      let source = UnderlayAddress(ipv4: 0xc633_6401 + number << 8, port: 9)
      let proof = cookie(for: source, by: victim, on: network)
      let bytes = replayer.replay(cookie: proof)
      network.take(bytes, into: victim, from: source)
    }
    #expect(before.allSatisfy { victim.node.places[$0] != nil })
  }
}
