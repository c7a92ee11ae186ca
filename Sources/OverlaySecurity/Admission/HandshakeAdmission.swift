import OverlayCore

/// Decides which handshake messages are worth a key agreement.
///
/// A handshake costs about a quarter of a millisecond, and whoever once saw an invitation can make
/// messages that look genuine until then. So that no flood of them keeps anybody else out:
///
/// - A cookie is looked at before anything is counted. Whoever proves with it that it receives at its
///   address has a budget for its host, out of a total of which half is kept for hosts that have been
///   quiet; a flooder with an address of its own uses up its own share.
/// - Whoever has no cookie has a budget for its /24 or /48, in a table of fixed size, and all of them
///   together a small one. Beyond it the answer is a cookie, and cookies have budgets likewise:
///   nothing here makes a reply for each message of a flood.
/// - What comes through relays has budgets of the same kind, and cookies for node IDs in the place of
///   addresses: ``RelayedAdmission``. Strangers' floods do not reach that way.
/// - Codes of messages that turned out genuine are remembered for a while, so that a captured one
///   costs nothing when it comes again. Random bytes are not remembered and push nothing out.
///
/// Rejected: one counter for all (it let 530 messages a second stop every handshake), and a queue of
/// messages by age (memory that strangers fill).
struct HandshakeAdmission {
  /// Without proof, from all sources and from one prefix.
  static let unproven = AdmissionRate(perSecond: 64, burst: 64)
  static let unprovenPerPrefix = AdmissionRate(perSecond: 16, burst: 32)
  /// With proof. A translator may hide a site of fifty nodes behind one address.
  static let proven = AdmissionRate(perSecond: 512, burst: 512)
  static let provenPerHost = AdmissionRate(perSecond: 16, burst: 64)
  /// Whoever has a /48 of IPv6 has 65,536 hosts that can prove themselves.
  static let provenPerPrefix = AdmissionRate(perSecond: 64, burst: 128)
  /// What of ``proven`` only quiet hosts may use: half of it.
  static let provenByBusy = AdmissionRate(perSecond: 256, burst: 256)
  /// Replies to whoever has no proof. Each is shorter than what it answers and costs about as much as
  /// looking at that did, so there are many: a flood under a newcomer's own prefix must not keep its
  /// cookie from it.
  static let replies = SharedBudget.Rates(
    total: AdmissionRate(perSecond: 16_384, burst: 2_048),
    each: AdmissionRate(perSecond: 4_096, burst: 1_024),
    busy: AdmissionRate(perSecond: 12_288, burst: 1_536),
    first: AdmissionRate(perSecond: 4, burst: 8))
  /// Messages that look old, from one host.
  static let stale = AdmissionRate(perSecond: 32, burst: 32)
  static let stalePerHost = AdmissionRate(perSecond: 1, burst: 4)
  /// Newcomers with an invitation, from one host.
  static let enrolment = AdmissionRate(perSecond: 64, burst: 64)
  static let enrolmentPerHost = AdmissionRate(perSecond: 4, burst: 16)
  /// Distance probes, which are answered with as many bytes and prove no address: a newcomer asks a node
  /// once, and a site of fifty nodes may be behind one translator.
  static let probes = SharedBudget.Rates(
    total: AdmissionRate(perSecond: 4_096, burst: 1_024),
    each: AdmissionRate(perSecond: 128, burst: 256),
    busy: AdmissionRate(perSecond: 3_072, burst: 768),
    first: AdmissionRate(perSecond: 4, burst: 64))
  /// Responses to initiations of ours: a join may begin two hundred sessions at once.
  static let responses = AdmissionRate(perSecond: 512, burst: 512)
  private static let places = 1_024

  private var cookies: CookieJar
  private var gates = Gates()
  private var prefixes: SourceBudgets
  private var replies: SharedBudget
  private var hosts: SourceBudgets
  private var provenPrefixes: SourceBudgets
  private var relayed: RelayedAdmission
  private var staleHosts: SourceBudgets
  private var enrolmentHosts: SourceBudgets
  private var probes: SharedBudget
  private var seen = SeenCodes()

  /// The budgets that all sources share.
  private struct Gates {
    var unproven = RateGate()
    var proven = RateGate()
    var provenByBusy = RateGate()
    var stale = RateGate()
    var enrolment = RateGate()
    var responses = RateGate()
  }

  init(now: Instant, entropy: inout Entropy) {
    cookies = CookieJar(now: now, entropy: &entropy)
    prefixes = SourceBudgets(places: Self.places, entropy: &entropy)
    replies = SharedBudget(Self.replies, places: Self.places, entropy: &entropy)
    hosts = SourceBudgets(places: Self.places, entropy: &entropy)
    provenPrefixes = SourceBudgets(places: Self.places, entropy: &entropy)
    relayed = RelayedAdmission(places: Self.places, entropy: &entropy)
    staleHosts = SourceBudgets(places: Self.places, entropy: &entropy)
    enrolmentHosts = SourceBudgets(places: Self.places, entropy: &entropy)
    probes = SharedBudget(Self.probes, places: Self.places, entropy: &entropy)
  }

  /// What to do with an initiation.
  enum Decision: Hashable {
    /// It is worth a key agreement; whether its sender proved to receive where it says it is.
    case take(isProven: Bool)
    /// Its sender is to prove that first.
    case askForCookie
    /// It was genuine once and comes again.
    case repeated
    /// There are too many.
    case drop
  }

  /// Decides about an initiation whose first code is right.
  ///
  /// - Parameters:
  ///   - message: the whole datagram.
  ///   - origin: where it came from.
  ///   - carrier: the neighbour that handed it over when it came through a relay.
  mutating func decide(
    _ message: borrowing Span<UInt8>, from origin: HandshakeOrigin, carrier: NodeID?,
    authenticator: MessageAuthenticator, now: Instant, entropy: inout Entropy
  ) -> Decision {
    if let mac = MessageAuthenticator.mac1(of: message), seen.contains(mac, now: now) {
      return .repeated
    }
    switch origin {
    case .underlay(let address, _):
      if proves(message, .address(address), authenticator, now: now, entropy: &entropy) {
        return takesProven(address, now: now) ? .take(isProven: true) : .drop
      }
      return takesUnproven(address.sourcePrefix, now: now)
        ? .take(isProven: false) : .askForCookie
    case .overlay(let source):
      let carrier = carrier ?? source
      if carrier == source
        || proves(message, .node(source), authenticator, now: now, entropy: &entropy)
      {
        return relayed.takesProven(source, by: carrier, now: now) ? .take(isProven: true) : .drop
      }
      return relayed.takesUnproven(source, by: carrier, now: now)
        ? .take(isProven: false) : .askForCookie
    case .session: return .take(isProven: true)
    }
  }

  /// A cookie for a sender; nil when enough replies have been made.
  mutating func cookie(
    for address: UnderlayAddress, now: Instant, entropy: inout Entropy
  ) -> [UInt8]? {
    guard mayReply(to: address, now: now) else { return nil }
    return cookies.cookie(for: .address(address), now: now, entropy: &entropy)
  }

  /// A cookie for the node that a message through a relay names as its source; nil when enough replies
  /// have been made.
  mutating func cookie(
    for source: NodeID, by carrier: NodeID, now: Instant, entropy: inout Entropy
  ) -> [UInt8]? {
    guard mayReply(to: source, by: carrier, now: now) else { return nil }
    return cookies.cookie(for: .node(source), now: now, entropy: &entropy)
  }

  /// Whether the source of a message that a neighbour handed over may get a short reply.
  mutating func mayReply(to source: NodeID, by carrier: NodeID, now: Instant) -> Bool {
    relayed.mayReply(to: source, by: carrier, now: now)
  }

  /// Whether a sender that proved nothing may get a short reply, a cookie or a version's.
  mutating func mayReply(to address: UnderlayAddress, now: Instant) -> Bool {
    replies.admits(address.sourcePrefix, now: now)
  }

  /// Whether an initiation that looks old may be answered. Its sender has proved by then that it
  /// receives the answer.
  mutating func admitsStale(from origin: HandshakeOrigin, now: Instant) -> Bool {
    let source = Self.source(of: origin)
    return staleHosts.admits(source, Self.stalePerHost, now: now)
      && gates.stale.admits(Self.stale, now: now)
  }

  /// Whether a newcomer's request may be passed on to the authority.
  mutating func admitsEnrolment(from origin: HandshakeOrigin, now: Instant) -> Bool {
    let source = Self.source(of: origin)
    return enrolmentHosts.admits(source, Self.enrolmentPerHost, now: now)
      && gates.enrolment.admits(Self.enrolment, now: now)
  }

  /// Whether a distance probe may be answered.
  mutating func admitsProbe(from address: UnderlayAddress, now: Instant) -> Bool {
    probes.admits(address.sourcePrefix, now: now)
  }

  /// Whether another response may cost key agreements.
  mutating func admitsResponse(now: Instant) -> Bool {
    gates.responses.admits(Self.responses, now: now)
  }

  /// Remembers a message that turned out to be genuine.
  mutating func remember(_ mac: [UInt8], now: Instant) { seen.insert(mac, now: now) }

  /// Whether a message carries the cookie of its sender.
  private mutating func proves(
    _ message: borrowing Span<UInt8>, _ claim: CookieJar.Claim,
    _ authenticator: MessageAuthenticator, now: Instant, entropy: inout Entropy
  ) -> Bool {
    authenticator.hasCookie(message)
      && cookies.recognises(
        message, from: claim, authenticator: authenticator, now: now, entropy: &entropy)
  }

  private mutating func takesUnproven(_ prefix: UInt128, now: Instant) -> Bool {
    prefixes.admits(prefix, Self.unprovenPerPrefix, now: now)
      && gates.unproven.admits(Self.unproven, now: now)
  }

  private mutating func takesProven(_ address: UnderlayAddress, now: Instant) -> Bool {
    let (host, prefix) = (address.sourceHost, address.sourcePrefix)
    let wasQuiet =
      hosts.isQuiet(host, now: now) && provenPrefixes.isQuiet(prefix, now: now)
    guard hosts.admits(host, Self.provenPerHost, now: now),
      provenPrefixes.admits(prefix, Self.provenPerPrefix, now: now),
      wasQuiet || gates.provenByBusy.admits(Self.provenByBusy, now: now)
    else { return false }
    return gates.proven.admits(Self.proven, now: now)
  }

  private static func source(of origin: HandshakeOrigin) -> UInt128 {
    switch origin {
    case .underlay(let address, _):
      address.family == .ipv4 ? address.sourceHost : address.sourcePrefix
    case .overlay(let node): node.value
    case .session(let link): UInt128(link.index)
    }
  }
}

extension RateGate {
  /// Whether one more may pass, which then is counted.
  mutating func admits(_ rate: AdmissionRate, now: Instant) -> Bool {
    admits(spacing: rate.spacing, burst: rate.burst, now: now)
  }
}
