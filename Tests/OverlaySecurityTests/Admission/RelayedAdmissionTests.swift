import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Admission of handshakes through relays")
struct RelayedAdmissionTests {
  /// Messages to one node, all of which look genuine, and what becomes of them.
  private struct Door {
    let authenticator = MessageAuthenticator(
      presharedKey: [UInt8](repeating: 3, count: 32), receiver: [UInt8](repeating: 4, count: 32))
    var entropy = Entropy.seeded(9)
    var admission: HandshakeAdmission
    var now = Instant(nanoseconds: 1_000_000_000)

    init() { admission = HandshakeAdmission(now: now, entropy: &entropy) }

    mutating func decide(
      from source: NodeID, by carrier: NodeID, cookie: [UInt8]? = nil
    ) -> HandshakeAdmission.Decision {
      let message = authenticator.finish(entropy.bytes(40), cookie: cookie)
      return admission.decide(
        message.span, from: .overlay(source), carrier: carrier, authenticator: authenticator,
        now: now, entropy: &entropy)
    }

    mutating func cookie(for source: NodeID, by carrier: NodeID) -> [UInt8]? {
      admission.cookie(for: source, by: carrier, now: now, entropy: &entropy)
    }

    /// A message whose source has got a cookie by the same carrier.
    mutating func proven(from source: NodeID, by carrier: NodeID) -> HandshakeAdmission.Decision {
      guard let cookie = cookie(for: source, by: carrier) else { return .drop }
      return decide(from: source, by: carrier, cookie: cookie)
    }

    /// A carrier hands over messages in `count` invented names; how many of them are taken.
    mutating func flood(_ count: Int, by carrier: NodeID) -> Int {
      var taken = 0
      for _ in 0..<count {
        let source = NodeID(UInt128(entropy.next()) << 64 | 5)
        if case .take = decide(from: source, by: carrier) { taken += 1 }
      }
      return taken
    }
  }

  private let first = NodeID(1 << 100)
  private let second = NodeID(2 << 100)
  private let honest = NodeID(7 << 90)

  @Test("invented sources use up what one carrier may bring without proof, and no other's")
  func unproven() {
    var door = Door()
    let invented = door.flood(500, by: first)
    #expect(invented == 64)
    let refused = door.decide(from: honest, by: first)
    #expect(refused == .askForCookie)
    let elsewhere = door.decide(from: honest, by: second)
    #expect(elsewhere == .take(isProven: false))
  }

  @Test("who returns a cookie is taken, whatever else its carrier brings")
  func proven() {
    var door = Door()
    for _ in 0..<50 {
      _ = door.flood(100, by: first)
      door.now = door.now + .milliseconds(300)
      let decision = door.proven(from: honest, by: first)
      #expect(decision == .take(isProven: true))
    }
  }

  @Test("a cookie is good for the node that it was made for, and for no other and no address")
  func bound() {
    var door = Door()
    _ = door.flood(500, by: first)
    let cookie = door.cookie(for: honest, by: first)
    let other = door.decide(from: NodeID(8 << 90), by: first, cookie: cookie)
    #expect(other == .askForCookie)
    // By another way as well: what it proves is that packets reach the node.
    let elsewhere = door.decide(from: honest, by: second, cookie: cookie)
    #expect(elsewhere == .take(isProven: true))
    let address = UnderlayAddress(ipv4: 0xc000_0201, port: 7)
    let ofAddress = door.admission.cookie(for: address, now: door.now, entropy: &door.entropy)
    let claimed = door.decide(from: honest, by: first, cookie: ofAddress)
    #expect(claimed == .askForCookie)
    let message = door.authenticator.finish(door.entropy.bytes(40), cookie: cookie)
    let direct = door.admission.decide(
      message.span, from: .underlay(address, socket: 0), carrier: nil,
      authenticator: door.authenticator, now: door.now, entropy: &door.entropy)
    #expect(direct == .take(isProven: false))
  }

  @Test("a source that proves itself uses up its own budget, and not its carrier's")
  func loud() {
    var door = Door()
    _ = door.flood(500, by: first)
    let loud = NodeID(3 << 90)
    let cookie = door.cookie(for: loud, by: first)
    var taken = 0
    for _ in 0..<2_000 {
      if case .take = door.decide(from: loud, by: first, cookie: cookie) { taken += 1 }
      door.now = door.now + .milliseconds(1)
    }
    // Sixteen at once, and four a second.
    #expect((16...25).contains(taken), "\(taken)")
    let other = door.proven(from: honest, by: first)
    #expect(other == .take(isProven: true))
  }

  @Test(
    "relays that forge the sources for which they are on the way displace nothing that others carry"
  )
  func onTheWay() {
    var door = Door()
    var cookies: [(NodeID, NodeID, [UInt8])] = []
    // Eight of them, each with cookies of 400 nodes, the honest one among them.
    for carrier in 0..<8 {
      let carrier = NodeID(UInt128(carrier + 10) << 100)
      for number in 0..<400 {
        let source = number == 0 ? honest : NodeID(UInt128(number) << 64 | carrier.value)
        if let cookie = door.cookie(for: source, by: carrier) {
          cookies.append((source, carrier, cookie))
        }
      }
      door.now = door.now + .seconds(2)
    }
    #expect(cookies.count == 3_200)
    var (taken, honestTaken) = (0, 0)
    for step in 0..<20_000 {
      let (source, carrier, cookie) = cookies[Int(door.entropy.next() % UInt64(cookies.count))]
      if case .take = door.decide(from: source, by: carrier, cookie: cookie) { taken += 1 }
      door.now = door.now + .milliseconds(1)
      guard step % 500 == 499 else { continue }
      // The same source, by another way.
      if door.proven(from: honest, by: second) == .take(isProven: true) { honestTaken += 1 }
    }
    #expect(taken <= 256 * 22, "\(taken) in twenty seconds")
    #expect(honestTaken >= 39, "\(honestTaken) of 40")
  }

  @Test("cookies are given at a bounded rate: to one source, by one carrier, and by all")
  func replies() {
    var door = Door()
    func given(_ count: Int, _ source: (Int) -> UInt128, by carrier: (Int) -> UInt128) -> Int {
      var given = 0
      for number in 0..<count
      where door.cookie(for: NodeID(source(number)), by: NodeID(carrier(number))) != nil {
        given += 1
      }
      door.now = door.now + .seconds(10)
      return given
    }
    let one = given(5_000, { _ in 5 << 64 }, by: { _ in 1 << 100 })
    #expect(one == 64)
    let carried = given(5_000, { UInt128($0) << 64 }, by: { _ in 1 << 100 })
    #expect((480...512).contains(carried), "\(carried)")
    let all = given(20_000, { UInt128($0) << 64 }, by: { UInt128($0 % 40) << 100 })
    #expect((900...1_024).contains(all), "\(all)")
    // Each is shorter than the shortest that it answers.
    let shortest = InitiationFrame.overheadBytes + NoiseHandshake.initiationOverheadBytes
    #expect(CookieReplyFrame.byteCount < shortest)
  }

  @Test("a neighbour that begins a handshake through the overlay itself needs no cookie")
  func neighbour() {
    var door = Door()
    _ = door.flood(500, by: first)
    let own = door.decide(from: first, by: first)
    #expect(own == .take(isProven: true))
  }
}
