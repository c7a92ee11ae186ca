import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Admission of handshakes")
struct HandshakeAdmissionTests {
  /// Messages to one node, all of which look genuine, and what becomes of them.
  private struct Door {
    let authenticator = MessageAuthenticator(
      presharedKey: [UInt8](repeating: 3, count: 32), receiver: [UInt8](repeating: 4, count: 32))
    var entropy = Entropy.seeded(9)
    var admission: HandshakeAdmission
    var now = Instant(nanoseconds: 1_000_000_000)

    init() { admission = HandshakeAdmission(now: now, entropy: &entropy) }

    mutating func message(cookie: [UInt8]? = nil) -> [UInt8] {
      authenticator.finish(entropy.bytes(40), cookie: cookie)
    }

    mutating func decide(
      _ message: [UInt8], from address: UnderlayAddress
    ) -> HandshakeAdmission.Decision {
      admission.decide(
        message.span, from: .underlay(address, socket: 0), carrier: nil,
        authenticator: authenticator, now: now, entropy: &entropy)
    }

    /// A message whose sender has got a cookie for its address.
    mutating func proven(from address: UnderlayAddress) -> HandshakeAdmission.Decision {
      guard let cookie = admission.cookie(for: address, now: now, entropy: &entropy) else {
        return .drop
      }
      return decide(message(cookie: cookie), from: address)
    }

    /// Strangers from everywhere, `count` of them at once; how many were taken.
    mutating func flood(_ count: Int) -> Int {
      var taken = 0
      for _ in 0..<count {
        let source = UnderlayAddress(
          ipv4: UInt32(truncatingIfNeeded: entropy.next()), port: 7)
        if case .take = decide(message(), from: source) { taken += 1 }
      }
      return taken
    }
  }

  private func address(_ host: UInt32, port: UInt16 = 7) -> UnderlayAddress {
    UnderlayAddress(ipv4: host, port: port)
  }

  @Test("a flood from everywhere costs no more than the budget of those without proof")
  func bounded() {
    var door = Door()
    var taken = 0
    for _ in 0..<10 {
      taken += door.flood(2_000)
      door.now = door.now + .seconds(1)
    }
    // The burst, and 64 a second from then on.
    #expect((64 * 9...64 * 11).contains(taken), "\(taken)")
  }

  @Test("a cookie is looked at before anything is counted: who has one is taken in any flood")
  func cookies() {
    var door = Door()
    for host in 0..<50 as Range<UInt32> {
      _ = door.flood(200)
      door.now = door.now + .milliseconds(100)
      let decision = door.proven(from: address(0xc633_0000 + host << 8))
      #expect(decision == .take(isProven: true))
    }
  }

  @Test("one network's flood leaves the budget of another's alone")
  func prefixes() {
    var door = Door()
    var taken = 0
    for number in 0..<1_000 as Range<UInt32> {
      let message = door.message()
      if case .take = door.decide(message, from: address(0xc000_0200 + number % 256)) {
        taken += 1
      }
    }
    #expect(taken == 32)
    let message = door.message()
    let elsewhere = door.decide(message, from: address(0xc633_6401))
    #expect(elsewhere == .take(isProven: false))
    let other = UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96 | 1, port: 1)
    let last = door.message()
    let sixth = door.decide(last, from: other)
    #expect(sixth == .take(isProven: false))
  }

  @Test("a flooder that proves its address uses up its own budget, whatever port it sends from")
  func provenFlooder() {
    var door = Door()
    var taken = 0
    for port in 1..<2_000 as Range<UInt16> {
      let flooder = address(0xcb00_7105, port: port)
      let cookie = door.admission.cookie(for: flooder, now: door.now, entropy: &door.entropy)
      guard let cookie else {
        door.now = door.now + .milliseconds(1)
        continue
      }
      let message = door.message(cookie: cookie)
      if door.decide(message, from: flooder) == .take(isProven: true) { taken += 1 }
    }
    // 64 at once, and sixteen in each of the two seconds.
    #expect((64...100).contains(taken), "\(taken)")
    let honest = door.proven(from: address(0xc633_6401))
    #expect(honest == .take(isProven: true))
  }

  @Test("half of the budget of those with proof is kept for hosts that have been quiet")
  func quietHosts() {
    var door = Door()
    // Thirty hosts, each within its own budget, but together beyond what busy hosts may have.
    for _ in 0..<200 {
      for host in 0..<30 as Range<UInt32> {
        _ = door.proven(from: address(0xcb00_0001 + host << 8))
      }
      door.now = door.now + .milliseconds(10)
    }
    let quiet = door.proven(from: address(0xc633_6401))
    #expect(quiet == .take(isProven: true))
  }

  @Test("a flood from many networks leaves a newcomer elsewhere its cookie")
  func quietReplies() {
    var door = Door()
    var cookies = 0
    for round in 0..<50 {
      // 128,000 a second from 64 networks, in any order.
      for number in 0..<2_560 {
        let network = UInt32(number % 64) << 8
        _ = door.admission.mayReply(to: address(0x0a63_0001 | network), now: door.now)
        door.now = door.now + Interval(nanoseconds: 7_800)
      }
      let newcomer = address(0xc612_0002 + UInt32(round) << 8)
      if door.admission.mayReply(to: newcomer, now: door.now) { cookies += 1 }
    }
    #expect(cookies >= 44, "\(cookies): some share a place with a network of the flood")
  }

  @Test("a member that probes from many networks leaves others the answers to theirs")
  func probes() {
    var door = Door()
    var answers = 0
    for round in 0..<50 {
      // 128,000 a second from 64 networks.
      for number in 0..<2_560 {
        let network = UInt32(number % 64) << 8
        _ = door.admission.admitsProbe(from: address(0x0a63_0001 | network), now: door.now)
        door.now = door.now + Interval(nanoseconds: 7_800)
      }
      let asker = address(0xc612_0002 + UInt32(round) << 8)
      if door.admission.admitsProbe(from: asker, now: door.now) { answers += 1 }
    }
    #expect(answers >= 44, "\(answers): some share a place with a network of the flood")
  }

  @Test("cookies are given at a bounded rate, to one network and to all")
  func replies() {
    var door = Door()
    func given(_ count: Int, _ source: (UInt64) -> UInt32) -> Int {
      var given = 0
      for _ in 0..<count {
        let word = door.entropy.next()
        if door.admission.mayReply(to: address(source(word)), now: door.now) { given += 1 }
      }
      return given
    }
    let one = given(5_000) { _ in 0xc000_0201 }
    #expect(one == 1_024)
    door.now = door.now + .seconds(10)
    let all = given(50_000) { UInt32(truncatingIfNeeded: $0) }
    #expect((1_900...2_048).contains(all), "\(all)")
  }

  @Test("a captured initiation is known again, however many random ones come in between")
  func captured() {
    var door = Door()
    let genuine = door.message()
    let source = address(0xc000_0201)
    let first = door.decide(genuine, from: source)
    #expect(first == .take(isProven: false))
    door.admission.remember(mac1(of: genuine) ?? [], now: door.now)
    for _ in 0..<20 {
      _ = door.flood(1_000)
      door.now = door.now + .seconds(1)
      let again = door.decide(genuine, from: source)
      #expect(again == .repeated)
    }
    // Later it is forgotten, and costs what any other does.
    door.now = door.now + SeenCodes.lifetime * 2
    let later = door.decide(genuine, from: source)
    #expect(later == .take(isProven: false))
  }

  @Test("answers to what looks old, and to newcomers, have budgets of their own for each host")
  func rareOnes() {
    var door = Door()
    let (one, other) = (address(0xc000_0201), address(0xc000_0202))
    func stale(_ count: Int, _ address: UnderlayAddress) -> Int {
      var admitted = 0
      for _ in 0..<count
      where door.admission.admitsStale(from: .underlay(address, socket: 0), now: door.now) {
        admitted += 1
      }
      return admitted
    }
    func newcomers(_ count: Int, _ address: UnderlayAddress) -> Int {
      var admitted = 0
      for _ in 0..<count
      where door.admission.admitsEnrolment(from: .underlay(address, socket: 0), now: door.now) {
        admitted += 1
      }
      return admitted
    }
    let old = (stale(100, one), stale(1, other))
    #expect(old.0 == 4)
    #expect(old.1 == 1)
    let fresh = (newcomers(100, one), newcomers(1, other))
    #expect(fresh.0 == 16)
    #expect(fresh.1 == 1)
  }
}
