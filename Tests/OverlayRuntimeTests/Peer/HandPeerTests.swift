import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

/// What was done to running daemons by a client that speaks the protocol with a genuine credential:
/// done again, by one that shares no code with them.
@Suite("a daemon beside a member that writes its bytes by hand", .serialized)
struct HandPeerTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  /// A member that was let in by the authority and has a session with it.
  private func join(
    _ name: String, at authority: RunningDaemon, isConnected: Bool = true
  ) throws -> HandPeer {
    try network.enrol(name, with: network.invite(name, at: authority))
    let stored = try network.state(name).loadNode()
    let member = try HandMember(
      key: stored.identity.rawRepresentation, credential: stored.credential.encoded,
      presharedKey: stored.network.presharedKey)
    let peer = try HandPeer(member, to: victim(authority))
    if isConnected { try peer.connect() }
    return peer
  }

  private func victim(_ daemon: RunningDaemon) throws -> HandPeer.Victim {
    let name = daemon.state.path.components(separatedBy: "/").last ?? ""
    return HandPeer.Victim(
      key: try daemon.state.loadNode().credential.nodeKey,
      address: .loopback(port: try network.listen(name)[0].port))
  }

  private func node(_ daemon: RunningDaemon) throws -> [UInt8] {
    HandMember.node(try daemon.state.loadNode().credential.nodeKey)
  }

  /// A label that both ends know, then packets under it.
  private func offer(_ header: [UInt8], label: UInt8) -> [UInt8] {
    HandBytes([13, 0, 0, label]).raw(Array(header.dropFirst(2))).bytes
  }

  @Test("a session made by hand carries a probe there and back")
  func session() throws {
    let alpha = try network.found("alpha")
    let peer = try join("mallory", at: alpha)
    peer.takePart(milliseconds: 1_500)
    peer.send(peer.packetHeader(kind: 3, to: try node(alpha)) + [0, 0, 0, 5])
    var answers: [[UInt8]] = []
    while answers.last?.suffix(4) != [0, 0, 0, 5],
      let frame = peer.receive(milliseconds: 5_000)
    {
      if frame[0] == 1 { answers.append(frame) }
    }
    let answer = try #require(answers.last)
    #expect(answer[3] & 0x3f == 4)
    #expect(answer[12..<28].elementsEqual(try node(alpha)))
  }

  @Test("row 1: a beacon under the last counter but one")
  func hugeCounter() throws {
    let alpha = try network.found("alpha")
    let peer = try join("mallory", at: alpha)
    peer.takePart(milliseconds: 1_500)
    peer.send(peer.echo(), counter: .max - 1)
    peer.takePart(milliseconds: 500)
    peer.send(peer.echo(), counter: .max)
    try expectAlive(alpha, after: peer)
  }

  @Test(
    "row 2: stripes that announce a packet beyond what a buffer holds", arguments: [1_981, 2_048])
  func largeStripes(bytes: Int) throws {
    let alpha = try network.found("alpha")
    let peer = try join("mallory", at: alpha)
    for index in 0..<2 {
      let header = peer.packetHeader(
        kind: 8, to: try node(alpha), sequence: UInt32(index), trafficClass: 7)
      let stripe = HandBytes(header).byte(UInt8(index << 4 | 2)).byte(1)
        .integer(UInt64(bytes), 2).zeroes((bytes + 1) / 2)
      peer.send(stripe.bytes)
    }
    try expectAlive(alpha, after: peer)
  }

  @Test(
    "row 3: packets for another member beyond what any path carries",
    arguments: [1_900, 3_000, 60_000])
  func largeRelayedPacket(bytes: Int) throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let peer = try join("mallory", at: alpha)
    peer.send(offer(peer.packetHeader(kind: 1, to: try node(beta)), label: 9))
    for number in UInt8(1)...3 {
      peer.send(HandBytes([12, 3, 0, 0, 9, 0, 0, number]).zeroes(bytes).bytes)
      peer.send(peer.packetHeader(kind: 1, to: try node(beta)) + HandBytes().zeroes(bytes).bytes)
    }
    try expectAlive(alpha, after: peer)
    #expect(try alpha.connected().contains("beta"))
  }

  @Test("row 4: a beacon of the prefix plane does not end the mesh")
  func foreignBeacon() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let peer = try join("mallory", at: alpha)
    for _ in 0..<5 { peer.send(peer.beacon(isMesh: false)) }
    try expectAlive(alpha, after: peer)
    #expect(try alpha.status().plane == "mesh")
    #expect(try beta.status().plane == "mesh")
  }

  @Test(
    "row 5: a directory frame with thousands of bytes behind its envelope",
    arguments: [1_163, 3_000, 60_000])
  func largeDirectoryFrame(bytes: Int) throws {
    func byPrefixes(_ configuration: inout DaemonConfiguration) { configuration.plane = .prefix }
    let alpha = try network.found("alpha", adjust: byPrefixes)
    try network.enrol("beta", with: network.invite("beta", at: alpha))
    let beta = try network.start("beta", adjust: byPrefixes)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let peer = try join("mallory", at: alpha)
    for kind in UInt8(20)...24 {
      let envelope = HandBytes([kind, 9]).raw(try node(beta)).raw(peer.member.node).integer(9, 4)
      peer.send(envelope.zeroes(bytes).bytes)
    }
    try expectAlive(alpha, after: peer)
    #expect(try alpha.connected().contains("beta"))
  }

  @Test("row 6: another's record with the last incarnation, and its departure, keep nobody out")
  func poisonedRecord() throws {
    let alpha = try network.found("alpha")
    var beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let peer = try join("mallory", at: alpha)
    let stored = try beta.state.loadNode().credential
    let target = HandMember.node(stored.nodeKey)
    // One that no decoder should take, and one that only its missing signature gives away.
    let records = [UInt64.max, 1 << 62].map {
      HandWire.memberRecord(
        node: target, incarnation: $0, sequence: 7, endpoints: [.loopback(9, port: 9)],
        credential: stored.encoded)
    }
    for record in records { peer.send(record) }
    beta.stop()
    try TestNetwork.wait { try alpha.connected() == [] }
    let summary = HandBytes([5]).zeroes(16).raw([UInt8](repeating: 0xff, count: 16)).byte(1)
      .raw(target).raw([UInt8](repeating: 0xff, count: 12)).byte(1)
    for record in records { peer.send(record) }
    peer.send(summary.bytes)
    try expectAlive(alpha, after: peer)
    beta = try network.start("beta")
    try TestNetwork.wait { try alpha.connected().contains("beta") }
    #expect(try beta.connected().contains("alpha"))
  }

  @Test("row 7: summaries and requests under a forged address draw at most three times their bytes")
  func amplifiedRecords() throws {
    let alpha = try network.found("alpha")
    var others: [RunningDaemon] = []
    for name in ["beta", "gamma"] { others.append(try network.join(name, at: alpha)) }
    try TestNetwork.wait { try alpha.connected() == ["beta", "gamma"] }
    let peer = try join("mallory", at: alpha)
    let stranger = try HandSocket(host: 66)
    let summary = HandBytes([5]).zeroes(16).raw([UInt8](repeating: 0xff, count: 16)).byte(0)
    let request = (0..<64).reduce(HandBytes([6, 64])) { list, _ in list.raw(peer.victim.node) }
    peer.send(summary.bytes, path: 1, from: stranger)
    peer.send(summary.bytes, path: 2, from: stranger)
    peer.send(request.bytes, path: 1, from: stranger)
    expectNoAmplification(at: stranger)
    try expectAlive(alpha, after: peer)
  }

  @Test("row 10: one forged number of a flow in two copies does not end the flow")
  func forgedNumber() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] && beta.connected() == ["alpha"] }
    let peer = try join("mallory", at: alpha)
    let other = try HandPeer(peer.member, to: victim(beta))
    try other.connect(endpoints: [peer.socket.address])
    let relay = HandRelay(from: other, toward: peer)
    defer { relay.stop() }
    let ping = ControlRequest.ping(
      node: "alpha", count: 5, intervalMilliseconds: 100, trafficClass: "redundant")
    try TestNetwork.wait {
      _ = try beta.ask(ping)
      return relay.isDone
    }
    let answered = try beta.ask(ping).filter {
      guard case .ping(let report) = $0 else { return false }
      return report.roundTripMilliseconds != nil
    }
    #expect(answered.count >= 4)
  }

  @Test("row 14: a beacon under a forged address draws at most three times its bytes")
  func amplifiedBeacon() throws {
    let alpha = try network.found("alpha")
    let peer = try join("mallory", at: alpha)
    for (path, host) in [(UInt8(1), UInt8(66)), (2, 67), (0, 68)] {
      let stranger = try HandSocket(host: host)
      peer.send(peer.beacon(), path: path, from: stranger)
      expectNoAmplification(at: stranger)
    }
    try expectAlive(alpha, after: peer)
  }

  @Test("row 8: a flood of initiations with a right first code keeps no newcomer out")
  func initiationFlood() throws {
    let alpha = try network.found("alpha")
    let peer = try join("mallory", at: alpha)
    let flood = Handover(peer)
    let isOver = Handover(HandFlag())
    let flag = isOver.value
    let finished = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let peer = flood.take()
      while !flag.isSet {
        for _ in 0..<20 { peer.floodInitiation() }
        usleep(10_000)
      }
      finished.signal()
    }
    defer {
      flag.set()
      finished.wait()
    }
    usleep(500_000)
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected().contains("beta") }
    #expect(try beta.connected().contains("alpha"))
  }

  @Test("row 9: records under a key that belongs to another node are not kept")
  func foreignKey() throws {
    func byPrefixes(_ configuration: inout DaemonConfiguration) { configuration.plane = .prefix }
    let alpha = try network.found("alpha", adjust: byPrefixes)
    let peer = try join("mallory", at: alpha)
    let key = try node(alpha)
    // A key of nobody's, whose record shows that such records are understood at all.
    let subject = subject(rootedAt: key, ratherThan: peer.member.node)
    let free = HandMember.key(of: 2, subject: subject)
    var answered: Set<UInt64> = []
    func takeAnswers() {
      guard let frame = peer.receive(milliseconds: 200), frame[0] == 24 else { return }
      answered.insert(HandBytes.integer(frame, at: 34, 4))
    }
    try TestNetwork.wait {
      peer.send(try peer.publication(under: free, kind: 2, subject: subject))
      takeAnswers()
      return answered == [2]
    }
    let kinds = UInt8(5)...70
    for kind in kinds { peer.send(try peer.publication(under: key, kind: kind, subject: subject)) }
    try TestNetwork.wait {
      takeAnswers()
      return try alpha.status().counters["recordsForged"] == UInt64(kinds.count)
    }
    #expect(answered == [2])
  }

  /// A subject of records whose key leads to `root`: it shares more digits with it than with the only
  /// other node.
  private func subject(rootedAt root: [UInt8], ratherThan other: [UInt8]) -> [UInt8] {
    func shared(_ left: [UInt8], _ right: [UInt8]) -> Int {
      zip(left, right).prefix { $0 == $1 }.count
    }
    for candidate in UInt32.min...UInt32.max {
      let subject = HandBytes().zeroes(12).integer(UInt64(candidate), 4).bytes
      let key = HandMember.key(of: 2, subject: subject)
      if shared(key, root) > shared(key, other) { return subject }
    }
    preconditionFailure("no key leads to this node")
  }

  // MARK: What must hold afterwards

  /// The daemon still answers, both to people and to the peer.
  private func expectAlive(_ daemon: RunningDaemon, after peer: HandPeer) throws {
    #expect(try daemon.status().name == "alpha")
    let again = try HandPeer(peer.member, to: peer.victim)
    usleep(100_000)
    try again.connect(incarnation: 2)
    #expect(try daemon.status().counters["badFrames"] != nil)
  }

  /// The address gets at most three times the bytes that it sent, for as long as trials last.
  private func expectNoAmplification(at stranger: HandSocket) {
    let deadline = Date.now.addingTimeInterval(9)
    while Date.now < deadline { _ = stranger.receive(milliseconds: 200) }
    #expect(stranger.bytesReceived <= 3 * stranger.bytesSent)
  }
}
