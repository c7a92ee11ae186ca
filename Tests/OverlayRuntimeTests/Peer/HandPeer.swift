import Crypto
import Foundation

/// A member that speaks the protocol by hand: every byte that it sends is written here, from the
/// documents, by none of our encoders, so that a fault which both ends would share shows. It is honest
/// only as far as its test wants it to be.
final class HandPeer {
  enum Failure: Error {
    case noAnswer
    case shortAnswer
  }

  /// Whom it speaks to.
  struct Victim {
    var key: [UInt8]
    var address: HandAddress

    var node: [UInt8] { HandMember.node(key) }
  }

  private struct Session {
    var keys: HandNoise.Keys
    /// What the victim finds the session by.
    var remoteIndex: UInt32
    /// The next number of each path.
    var counters = [UInt64](repeating: 0, count: 16)
    /// What came so far, for the answers to beacons.
    var highest: UInt64 = 0
    var received: UInt64 = 0
    /// When the victim's last beacon was sent, by its clock.
    var timestamp: [UInt8] = [0, 0, 0, 0]
  }

  let member: HandMember
  let victim: Victim
  let socket: HandSocket
  /// What its beacons say of its link state; zero when it has said nothing.
  var linkStateVersion: UInt64 = 0
  private var session: Session?
  private let localIndex: UInt32 = 0x2a_0001
  private var number = UInt64(Date.now.timeIntervalSince1970)

  init(_ member: HandMember, to victim: Victim) throws {
    self.member = member
    self.victim = victim
    socket = try HandSocket()
  }

  // MARK: Handshake

  /// The code that lets a message in: HMAC-SHA256, cut to 16 bytes, under
  /// SHA-256("selvedge mac1" ‖ pre-shared key ‖ receiver's key).
  func authenticate(_ body: [UInt8]) -> [UInt8] {
    let key = SHA256.hash(
      data: Array("selvedge mac1".utf8) + member.presharedKey + victim.key)
    let code = HMAC<SHA256>.authenticationCode(
      for: body, using: SymmetricKey(data: Array(key)))
    return HandBytes(body).raw(Array(Array(code).prefix(16))).zeroes(16).bytes
  }

  /// Makes a session over path 0, whatever number of tries it takes within ten seconds.
  func connect(incarnation: UInt64 = 1, endpoints: [HandAddress]? = nil) throws {
    for _ in 0..<20 {
      number += 1
      var noise = HandNoise(
        own: member.key, responder: victim.key,
        prologue: HandWire.prologue(network: member.network))
      let payload = try HandWire.initiationPayload(
        .init(
          path: 0, incarnation: incarnation, number: number,
          endpoints: endpoints ?? [socket.address]),
        as: member)
      let message = try noise.initiation(payload: payload, responder: victim.key)
      let body = HandBytes(HandWire.initiationFront).integer(UInt64(localIndex), 4).raw(message)
      socket.send(authenticate(body.bytes), to: victim.address)
      if try takeResponse(&noise) {
        // The first frame under the new keys is what makes the session theirs.
        send(beacon())
        return
      }
    }
    throw Failure.noAnswer
  }

  private func takeResponse(_ noise: inout HandNoise) throws -> Bool {
    let front = HandWire.responseFrontBytes
    while let answer = socket.receive(milliseconds: 500) {
      guard answer.count > front + 8 + 48 + 32, answer[0] == 2,
        HandBytes.integer(answer, at: front + 4, 4) == UInt64(localIndex)
      else { continue }
      let sender = UInt32(HandBytes.integer(answer, at: front, 4))
      let sealed = Array(answer[(front + 8)..<(answer.count - 32)])
      let keys = try noise.response(sealed, presharedKey: member.presharedKey).keys
      session = Session(keys: keys, remoteIndex: sender)
      return true
    }
    return false
  }

  // MARK: Frames

  /// Seals any bytes and sends them.
  ///
  /// - Parameters:
  ///   - path: The session's number of a pair of addresses.
  ///   - counter: The frame's number on its path; the next one if nil.
  ///   - other: Another socket of this machine's than the peer's own.
  func send(
    _ frame: [UInt8], path: UInt8 = 0, counter: UInt64? = nil, from other: HandSocket? = nil
  ) {
    guard let session else { return }
    let number = counter ?? session.counters[Int(path)]
    if counter == nil { self.session?.counters[Int(path)] += 1 }
    let isLong = number >> 32 != 0
    let header = HandBytes().byte((isLong ? 0x70 : 0x40) | path)
      .integer(UInt64(session.remoteIndex), 3).integer(number, isLong ? 8 : 4)
    let nonce = HandBytes().integer(UInt64(path), 4).integer(number, 8)
    guard let iv = try? AES.GCM.Nonce(data: nonce.bytes),
      let box = try? AES.GCM.seal(frame, using: session.keys.send, nonce: iv)
    else { return }
    let datagram = header.raw(Array(box.ciphertext)).raw(Array(box.tag)).bytes
    (other ?? socket).send(datagram, to: victim.address)
  }

  /// The next frame of the victim's, opened; nil when none comes within the time.
  func receive(milliseconds: Int32) -> [UInt8]? {
    let deadline = Date.now.addingTimeInterval(Double(milliseconds) / 1_000)
    while Date.now < deadline {
      let left = Int32(max(1, deadline.timeIntervalSinceNow * 1_000))
      guard let datagram = socket.receive(milliseconds: left) else { return nil }
      guard let frame = open(datagram) else { continue }
      if frame[0] != 2 { return frame }
      answer(beacon: frame)
    }
    return nil
  }

  private func open(_ datagram: [UInt8]) -> [UInt8]? {
    guard let session, let first = datagram.first, first >> 4 == 4 || first >> 4 == 7 else {
      return nil
    }
    let headerBytes = first >> 4 == 4 ? 8 : 12
    guard datagram.count >= headerBytes + 16 else { return nil }
    let number = HandBytes.integer(datagram, at: 4, headerBytes - 4)
    let nonce = HandBytes().integer(UInt64(first & 15), 4).integer(number, 8)
    self.session?.highest = max(session.highest, number)
    self.session?.received += 1
    guard let iv = try? AES.GCM.Nonce(data: nonce.bytes),
      let box = try? AES.GCM.SealedBox(
        nonce: iv, ciphertext: datagram[headerBytes..<(datagram.count - 16)],
        tag: datagram.suffix(16)),
      let frame = try? AES.GCM.open(box, using: session.keys.receive), !frame.isEmpty
    else { return nil }
    return Array(frame)
  }

  // MARK: What it says

  /// A beacon that asks for nothing.
  ///
  /// - Parameter isMesh: Whether it has the mesh's fields.
  func beacon(isMesh: Bool = true) -> [UInt8] {
    HandBytes([2, isMesh ? 0x10 : 0]).integer(250, 2).integer(0, 2).zeroes(12).zeroes(8)
      .zeroes(4)
      .raw(isMesh ? HandBytes().integer(linkStateVersion, 8).zeroes(16).bytes : []).bytes
  }

  /// Answers a beacon, so that the link to this peer works.
  private func answer(beacon: [UInt8]) {
    guard beacon.count >= 30 else { return }
    session?.timestamp = Array(beacon[6..<10])
    send(echo(isMesh: beacon[1] & 0x10 != 0))
  }

  /// A beacon that answers the victim's last one.
  func echo(isMesh: Bool = true) -> [UInt8] {
    guard let session else { return [] }
    return HandBytes([2, (isMesh ? 0x10 : 0) | 2]).integer(100, 2).integer(0, 2)
      .zeroes(4).raw(session.timestamp).integer(0, 4).integer(session.highest, 8)
      .integer(session.received, 4)
      .raw(isMesh ? HandBytes().integer(linkStateVersion, 8).zeroes(16).bytes : []).bytes
  }

  /// Answers beacons for a while, so that the victim holds its link for working.
  func takePart(milliseconds: Int32) {
    let deadline = Date.now.addingTimeInterval(Double(milliseconds) / 1_000)
    while Date.now < deadline { _ = receive(milliseconds: 50) }
  }

  /// | kind=1 | hops | class | kind | flow label 4 | sequence 4 | source 16 | destination 16 |
  func packetHeader(
    kind: UInt8, to destination: [UInt8], label: UInt32 = 7, sequence: UInt32 = 0,
    trafficClass: UInt8 = 0
  ) -> [UInt8] {
    HandBytes([1, 3, trafficClass, kind]).integer(UInt64(label), 4)
      .integer(UInt64(sequence), 4).raw(member.node).raw(destination).bytes
  }
}

// MARK: - More that it says

extension HandPeer {
  /// An initiation of random bytes with a right first code.
  func floodInitiation() {
    let bytes = (0..<300).map { _ in UInt8.random(in: 0...255) }
    socket.send(authenticate(HandWire.initiationFront + bytes), to: victim.address)
  }

  /// Says that it has a good link to a node: a relay then, for all that it says.
  ///
  /// | kind=3 | from version 8 | to version 8 | n | node 16 | state 1 | round trip 3 | loss 2 | size 2 | variation 2 |
  func announceLink(to node: [UInt8]) {
    linkStateVersion += 1
    let update = HandBytes([3]).integer(0, 8).integer(linkStateVersion, 8).byte(1).raw(node)
      .byte(2).integer(10, 3).integer(0, 2).integer(1_452, 2).integer(0, 2)
    send(update.bytes)
  }

  /// | envelope 38, kind=20 | age 4 | key 16 | owner 16 | kind 1 | version 8 | lifetime 4 | payload | proof |
  ///
  /// Signed by this member. The request's number is the record's kind.
  func publication(under key: [UInt8], kind: UInt8, subject: [UInt8]) throws -> [UInt8] {
    let version: UInt64 = 1_000
    let payload: [UInt8] = [1, 2, 3]
    let proof = try member.recordProof(
      key: key, kind: kind, subject: subject, version: version, lifetime: 600, payload: payload)
    return HandBytes([20, 9]).raw(key).raw(member.node).integer(UInt64(kind), 4)
      .integer(0, 4).raw(key).raw(member.node).byte(kind).integer(version, 8).integer(600, 4)
      .integer(UInt64(payload.count), 2).raw(payload)
      .integer(UInt64(proof.count), 2).raw(proof).bytes
  }
}

/// Says to another thread that it is over.
final class HandFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isSet: Bool { lock.withLock { value } }

  func set() { lock.withLock { value = true } }
}
