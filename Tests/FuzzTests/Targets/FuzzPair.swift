import OverlayCore

@testable import OverlaySecurity

/// Two secured nodes with a session and a working link: a victim, and a member that sends it
/// whatever the input says.
struct FuzzPair: ~Copyable {
  private var victim: SecureNode
  private var member: SecureNode
  private var now = Instant(nanoseconds: 1_000_000_000)

  private init(victim: consuming SecureNode, member: consuming SecureNode) {
    self.victim = victim
    self.member = member
  }

  /// The two, connected.
  static func make() throws -> FuzzPair {
    let network = FuzzNetwork.shared
    let start = Instant(nanoseconds: 1_000_000_000)
    let victim = try SecureNode(
      configuration: network.configuration(
        network.victim, at: FuzzNetwork.victimAddress, knowing: network.member,
        at: FuzzNetwork.memberAddress, seed: 1),
      now: start)
    let member = try SecureNode(
      configuration: network.configuration(
        network.member, at: FuzzNetwork.memberAddress, knowing: network.victim,
        at: FuzzNetwork.victimAddress, seed: 2),
      now: start)
    var pair = FuzzPair(victim: victim, member: member)
    try pair.connect()
    return pair
  }

  /// Lets both run, without loss or delay, until their link is up.
  private mutating func connect() throws {
    for _ in 0..<100 {
      for datagram in try Self.drain(&victim, now) {
        Self.deliver(datagram, to: &member, from: FuzzNetwork.victimAddress, now)
      }
      for datagram in try Self.drain(&member, now) {
        Self.deliver(datagram, to: &victim, from: FuzzNetwork.memberAddress, now)
      }
      if victim.node.hasWorkingLink(to: member.identity),
        member.node.hasWorkingLink(to: victim.identity)
      {
        return
      }
      now = max(now, min(victim.nextDeadline, member.nextDeadline)) + .microseconds(100)
      victim.advance(to: now)
      member.advance(to: now)
    }
    throw FuzzFailure("the two nodes did not find each other")
  }

  /// The member seals the step's bytes as a frame, whatever its size and number, and sends it; a flag
  /// says that the datagram comes from another address than before.
  mutating func sendSealed(_ step: FrameScript.Step) throws {
    advance(by: step.pause)
    guard let link = member.node.workingLink(to: victim.identity),
      let next = member.node.nextCounter(link)
    else { return }
    let target = member.targets[link.index]
    let slot = member.peers[target.peer].current
    guard slot != SessionTable.none else { return }
    let counter = next &+ step.skipped
    let header = DataHeader(
      path: UInt8(target.path), receiver: member.sessions[slot].remoteIndex, counter: counter)
    let frame = header.byteCount..<(header.byteCount + step.bytes.count)
    var datagram = [UInt8](repeating: 0, count: header.byteCount) + step.bytes
    datagram += [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    var span = datagram.mutableSpan
    header.write(to: &span, at: 0)
    member.sessions[slot].seal(&span, plaintext: frame, path: target.path, counter: counter)
    if counter < .max { member.node.resumeCounting(link, at: counter + 1) }
    let source =
      step.flag ? UnderlayAddress(ipv4: 0x0a00_0003, port: 1) : FuzzNetwork.memberAddress
    Self.deliver(datagram, to: &victim, from: source, now)
    try check()
  }

  /// The step's bytes arrive as a datagram; a flag says that they are a handshake message whose
  /// first code is to be made right.
  mutating func sendDatagram(_ step: FrameScript.Step) throws {
    advance(by: step.pause)
    var bytes = step.bytes
    if step.flag { bytes = victim.authenticator.finish(bytes, cookie: nil) }
    Self.deliver(bytes, to: &victim, from: FuzzNetwork.memberAddress, now)
    try check()
  }

  /// Somebody who knows the network's key sends a genuine initiation with any payload.
  mutating func initiate(payload: [UInt8]) throws {
    advance(by: .seconds(3))
    let network = FuzzNetwork.shared
    var entropy = Entropy.seeded(3)
    let sent = try NoiseInitiationSent(
      initiator: network.member.key, responder: network.victim.key.publicKey,
      prologue: HandshakeFront(.initiation).prologue(victim.prologue), payload: payload,
      staticSecret: nil, entropy: &entropy)
    let datagram = InitiationFrame.encode(
      sender: 7, noise: sent.message, authenticator: victim.authenticator, cookie: nil)
    Self.deliver(datagram, to: &victim, from: FuzzNetwork.memberAddress, now)
    try check()
  }

  private mutating func advance(by pause: Interval) {
    now = now + pause
    victim.advance(to: now)
  }

  private mutating func check() throws {
    _ = try Self.drain(&victim, now)
    guard victim.node.presentMembers.count <= Limits.membersMax else {
      throw FuzzFailure("members are not bounded")
    }
  }
}

extension FuzzPair {
  /// Scripts of what the two really sent each other: one for each datagram, and one of all.
  static func datagrams() throws -> [[FrameScript.Step]] {
    var pair = try FuzzPair.make()
    var sent: [[UInt8]] = []
    for _ in 0..<4 {
      pair.now = max(pair.now, min(pair.victim.nextDeadline, pair.member.nextDeadline))
      pair.member.advance(to: pair.now)
      sent += try drain(&pair.member, pair.now)
    }
    let steps = sent.map { FrameScript.Step(flag: false, pause: .milliseconds(10), bytes: $0) }
    return steps.map { [$0] } + [steps]
  }

  private static func drain(_ node: inout SecureNode, _ now: Instant) throws -> [[UInt8]] {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    var datagrams: [[UInt8]] = []
    for _ in 0...(3 * Limits.effectsMax) {
      var span = buffer.mutableSpan
      guard let effect = node.nextEffect(into: &span, now: now) else { return datagrams }
      if case .transmit(let sent) = effect { datagrams.append(Array(buffer[sent.range])) }
    }
    throw FuzzFailure("effects are not bounded")
  }

  private static func deliver(
    _ bytes: [UInt8], to node: inout SecureNode, from source: UnderlayAddress, _ now: Instant
  ) {
    var buffer = bytes + [UInt8](repeating: 0, count: PacketLayout.relayRoom)
    var span = buffer.mutableSpan
    let reception = node.receive(
      &span, length: bytes.count, from: source, socket: 0, now: now)
    guard case .forward(let packet, let hops) = reception else { return }
    for hop in [hops.first, hops.second] where hop != .none {
      var copy = buffer
      var copied = copy.mutableSpan
      _ = node.seal(&copied, packet, to: hop, now: now)
    }
  }
}
