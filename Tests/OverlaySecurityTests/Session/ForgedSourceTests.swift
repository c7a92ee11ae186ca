import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("Members that forge their source address")
struct ForgedSourceTests {
  private static let stranger = UnderlayAddress(ipv4: 0xc000_0209, port: 53)

  /// What goes to an address that never answers.
  private final class Watch {
    var datagrams: [Int] = []
    var bytes: Int { datagrams.reduce(0, +) }
  }

  /// A network that has settled, and a look at what goes to the stranger from then on.
  private func settled(
    _ count: Int, configuration: NodeConfiguration = .standard
  ) throws -> (TinyNetwork, Watch) {
    let network = try TinyNetwork(count, configuration: configuration)
    network.run(for: .seconds(6))
    let watch = Watch()
    network.passing = { _, destination, bytes in
      if destination.host == Self.stranger.host { watch.datagrams.append(bytes.count) }
    }
    return (network, watch)
  }

  @Test("one beacon draws no more than three times its bytes", arguments: [1, 2, 7, 14])
  func beacon(path: Int) throws {
    let (network, watch) = try settled(2)
    let forged = try network.forge(Beacon.young.frame, by: 1, to: 0, path: path)
    network.inject(forged, into: network.hosts[0], from: Self.stranger)
    network.run(for: .seconds(30))
    #expect(!watch.datagrams.isEmpty, "it is asked whether it is there")
    #expect(watch.bytes <= 3 * forged.count, "\(watch.datagrams) for \(forged.count)")
  }

  @Test("an empty member summary draws no record", arguments: [3, 8])
  func summary(members: Int) throws {
    let (network, watch) = try settled(members)
    let empty = MemberSummary(first: NodeID(0), last: NodeID(.max), entries: [])
    let forged = try network.forge(empty.frame, by: 1, to: 0, path: 5)
    network.inject(forged, into: network.hosts[0], from: Self.stranger)
    network.run(for: .seconds(10))
    #expect(watch.bytes <= 3 * forged.count, "\(watch.datagrams) for \(forged.count)")
    #expect(watch.datagrams.allSatisfy { $0 < 100 })
  }

  @Test("requests that name one member again and again draw no record")
  func request() throws {
    let (network, watch) = try settled(3)
    let nodes = Array(repeating: network.hosts[2].node.identity, count: 64)
    let forged = try network.forge(MemberRequest(nodes: nodes).frame, by: 1, to: 0, path: 5)
    network.inject(forged, into: network.hosts[0], from: Self.stranger)
    network.run(for: .seconds(10))
    #expect(watch.bytes <= 3 * forged.count)
    #expect(watch.datagrams.allSatisfy { $0 < 100 }, "\(watch.datagrams)")
  }

  @Test(
    "every kind of frame, whatever it says, and a flood of each draw at most three times their bytes",
    arguments: FrameKind.allCases)
  func everyKind(kind: FrameKind) throws {
    let (network, watch) = try settled(4)
    var random = SeededRandom(seed: UInt64(kind.rawValue))
    var injected = 0
    for round in 0..<60 {
      let bytes = (0..<Int(random.next() % 200)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      let forged = try network.forge(
        [kind.rawValue] + bytes, by: 1, to: 0, path: 3 + 2 * (round % 6))
      injected += forged.count
      network.inject(forged, into: network.hosts[0], from: Self.stranger)
      network.run(for: .milliseconds(100))
      #expect(watch.bytes <= 3 * injected)
    }
  }

  @Test("a link that never answered carries no packet, however good its beacons look")
  func neverUp() throws {
    let (network, watch) = try settled(2)
    var injected = 0
    for _ in 0..<200 {
      // A genuine member knows what to echo from its other link.
      let forged = try network.forgeBeacon(by: 1, to: 0, path: 5)
      injected += forged.count
      network.inject(forged, into: network.hosts[0], from: Self.stranger)
      network.run(for: .milliseconds(50))
      network.send([1], from: 0, to: 1)
    }
    let links = network.hosts[0].node.snapshot(now: network.now).links
    let forged = try #require(links.first { $0.address == Self.stranger })
    #expect(forged.report.quality.state == .down)
    #expect(watch.bytes <= 3 * injected)
    #expect(network.hosts[1].delivered.count >= 199)
  }

  @Test("a wrong answer to a path question moves no link and validates none")
  func wrongAnswer() throws {
    let (network, watch) = try settled(2)
    // Frames of the link that works, and of a new one.
    for path in [0, 5] {
      let forged = try network.forge(Beacon.young.frame, by: 1, to: 0, path: path)
      network.inject(forged, into: network.hosts[0], from: Self.stranger)
    }
    let asked = network.hosts[0].node.watches.compactMap { $0.move?.validation }
    #expect(asked.count == 1)
    for number in [0, 1, UInt64.max, 0x1234_5678_9abc_def0] {
      for path in [0, 5] {
        let answer = try network.forge(
          PathProof(isAnswer: true, number: number).encoded, by: 1, to: 0, path: path)
        network.inject(answer, into: network.hosts[0], from: Self.stranger)
      }
    }
    network.run(for: .seconds(1))
    let links = network.hosts[0].node.snapshot(now: network.now).links
    #expect(
      links.filter { $0.report.quality.state == .up }.map(\.address) == [network.hosts[1].address])
    #expect(
      network.hosts[0].node.targets.filter(\.isValidated).map(\.address) == [
        network.hosts[1].address
      ])
    #expect(watch.datagrams.allSatisfy { $0 < 100 })
  }

  @Test("under prefix routing nobody hears of a forged source, and a peer that moves is found")
  func contacts() throws {
    let (network, watch) = try settled(6, configuration: .prefix)
    let member = network.hosts[1].node.identity
    func contact(at host: Int) -> UnderlayAddress? {
      let peers = network.hosts[host].node.node.prefix.peers
      return peers.slot(of: member).flatMap { peers[$0]?.contact.endpoint }
    }
    #expect(contact(at: 0) == TinyNetwork.address(1))
    let forged = try network.forge(Beacon.young.frame, by: 1, to: 0, path: 5)
    network.inject(forged, into: network.hosts[0], from: Self.stranger)
    network.run(for: .seconds(30))
    for host in [0, 2, 3, 4, 5] { #expect(contact(at: host) != Self.stranger) }
    #expect(watch.bytes <= 3 * forged.count)
    // Once an address answers, it is the one that others are told.
    let place = try #require(network.hosts[0].node.places[member])
    let link = try #require(
      network.hosts[0].node.peers[place].links.indices.map {
        network.hosts[0].node.peers[place].links[$0]
      }.first { $0 != .none })
    network.hosts[0].node.targets[link.index].address = Self.stranger
    network.hosts[0].node.validate(link, now: network.now)
    #expect(contact(at: 0) == Self.stranger)
  }

  @Test("who asks to join proves its address before the authority hears of it")
  func enrolment() throws {
    let network = try TinyNetwork(3)
    network.run(for: .seconds(6))
    let host = network.hosts[0]
    let key = try #require(host.key).publicKey
    let authenticator = MessageAuthenticator(
      presharedKey: network.network.authority.presharedKey, receiver: key)
    let newcomer = network.network.key()
    var entropy = Entropy.seeded(12)
    let front = HandshakeFront(.initiation)
    func initiation(_ number: UInt64, cookie: [UInt8]?) throws -> [UInt8] {
      let payload = InitiationPayload(
        purpose: .enrolment(
          secret: Array(repeating: 6, count: 16), signingKey: newcomer.publicKeys.signing,
          endpoints: []), path: 0, counter: HandshakeCounter(incarnation: 0, number: number))
      let noise = try NoiseInitiationSent(
        initiator: newcomer, responder: key, prologue: front.prologue(host.node.prologue),
        payload: payload.encoded, staticSecret: nil, entropy: &entropy)
      return InitiationFrame.encode(
        sender: 5, noise: noise.message, authenticator: authenticator, cookie: cookie)
    }
    func requests() -> Int {
      host.events.count { if case .enrolment = $0 { true } else { false } }
    }
    var replies: [[UInt8]] = []
    network.passing = { _, destination, bytes in
      if destination.host == Self.stranger.host { replies.append(bytes) }
    }
    let first = try initiation(0, cookie: nil)
    network.inject(first, into: host, from: Self.stranger)
    network.run(for: .seconds(1))
    #expect(requests() == 0)
    let reply = try #require(replies.first)
    #expect(replies.count == 1 && reply.count < first.count)
    let frame = try CookieReplyFrame(decoding: reply.span)
    let mac1 = MessageAuthenticator.mac1(of: first.span) ?? []
    let cookie = try #require(frame.cookie(answering: mac1, authenticator: authenticator))
    network.inject(try initiation(1, cookie: cookie), into: host, from: Self.stranger)
    network.run(for: .milliseconds(10))
    #expect(requests() == 1)
  }
}

extension Beacon {
  /// The first that a link sends.
  static var young: Beacon {
    var beacon = Beacon()
    beacon.wantsReply = true
    beacon.intervalMilliseconds = 100
    return beacon
  }

  var frame: [UInt8] { written { write(to: &$0, at: 0) } }
}

extension MemberSummary {
  var frame: [UInt8] { written { write(to: &$0, at: 0) } }
}

extension MemberRequest {
  var frame: [UInt8] { written { write(to: &$0, at: 0) } }
}

/// The bytes that `write` puts into a buffer.
func written(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
  var buffer = [UInt8](repeating: 0, count: 2_048)
  var span = buffer.mutableSpan
  let length = write(&span)
  return Array(buffer[..<length])
}
