import OverlayCore
import Testing

@testable import OverlaySecurity

/// A member that uses the keys of a second handshake for the first time inside a packet of its first
/// session: the victim then takes the links of the first one away while it handles that packet.
@Suite("New keys that are used first end to end, over a link of the old ones")
struct UnconfirmedSessionTests {
  private let network: TinyNetwork
  private let elsewhere = UnderlayAddress(ipv4: 0xc633_6401, port: 9)

  init() throws {
    network = try TinyNetwork(2)
    network.run(for: .seconds(5))
  }

  private var victim: TinyNetwork.Host { network.hosts[0] }
  private var member: TinyNetwork.Host { network.hosts[1] }

  /// Begins a second handshake, with the next incarnation, no addresses and a path that cannot be.
  private func secondSession() throws -> (index: UInt32, keys: SessionKeys) {
    var replies: [[UInt8]] = []
    network.passing = { [elsewhere] _, destination, bytes in
      if destination == elsewhere { replies.append(bytes) }
    }
    defer { network.passing = nil }
    let (key, credential) = (try #require(member.key), try #require(member.credential))
    var record = member.node.own.record
    record.incarnation += 1
    record.sequence = 0
    record.endpoints = []
    record = MemberRecordSigning.sign(record, with: key, network: credential.network)
    var entropy = Entropy.seeded(99)
    let front = HandshakeFront(.initiation)
    let victimKey = try #require(victim.key).publicKey
    let presharedKey = network.network.authority.presharedKey
    let noise = try NoiseInitiationSent(
      initiator: key, responder: victimKey, prologue: front.prologue(victim.node.prologue),
      payload: InitiationPayload(announcing: record, path: 0xff, number: 1).encoded,
      staticSecret: nil, entropy: &entropy)
    let codes = MessageAuthenticator(presharedKey: presharedKey, receiver: victimKey)
    let body = InitiationFrame.body(front: front, sender: 7, noise: noise.message)
    network.inject(codes.finish(body, cookie: nil), into: victim, from: elsewhere)
    let reply = try #require(replies.first)
    let frame = try ResponseFrame(decoding: reply.span)
    let response = try NoiseResponseRead(
      reading: reply.span.extracting(frame.noise), after: noise, presharedKey: presharedKey)
    return (frame.sender, response.keys)
  }

  @Test("a packet of any kind does the victim no harm", arguments: PayloadKind.allCases)
  func firstUse(kind: PayloadKind) throws {
    let (index, keys) = try secondSession()
    let header = PacketHeader(
      hopLimit: 1, trafficClass: .balanced, kind: kind, isSealed: true, flowLabel: 5, sequence: 1,
      source: member.node.identity, destination: victim.node.identity)
    let seal = DataHeader(path: 0, receiver: index, counter: 0)
    let contents: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    var payload = [UInt8](repeating: 0, count: seal.byteCount) + contents
    payload += [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    var span = payload.mutableSpan
    seal.write(to: &span, at: 0)
    FrameCipher(key: keys.send).seal(
      &span, plaintext: seal.byteCount..<(seal.byteCount + contents.count),
      path: UInt32(Session.endToEndPath), counter: 0,
      additionalData: BoundHeader(header, seal).bytes.span)
    try network.forge(header, payload, from: 1, to: 0)
    #expect((victim.node.counters.forgedFrames == 0) == kind.isSealedThroughRelays)
  }
}
