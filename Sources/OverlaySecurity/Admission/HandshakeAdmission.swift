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
/// - What comes through members is counted by the member that handed it over and by whom it names as
///   its source, which a relay could invent; strangers' floods do not reach that way.
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
  static let replies = UnprovenReplies.Rates(
    total: AdmissionRate(perSecond: 16_384, burst: 2_048),
    each: AdmissionRate(perSecond: 4_096, burst: 1_024),
    busy: AdmissionRate(perSecond: 12_288, burst: 1_536),
    first: AdmissionRate(perSecond: 4, burst: 8))
  /// Through members: from all of them, from one neighbour, and from one source by one neighbour.
  static let relayed = AdmissionRate(perSecond: 128, burst: 128)
  static let relayedPerNeighbour = AdmissionRate(perSecond: 32, burst: 64)
  static let relayedPerSource = AdmissionRate(perSecond: 4, burst: 8)
  /// Messages that look old, from one host.
  static let stale = AdmissionRate(perSecond: 32, burst: 32)
  static let stalePerHost = AdmissionRate(perSecond: 1, burst: 4)
  /// Newcomers with an invitation, from one host.
  static let enrolment = AdmissionRate(perSecond: 64, burst: 64)
  static let enrolmentPerHost = AdmissionRate(perSecond: 4, burst: 16)
  /// Distance probes, which are answered with as many bytes and prove no address: a newcomer asks a node
  /// once, and a site of fifty nodes may be behind one translator.
  static let probes = UnprovenReplies.Rates(
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
  private var replies: UnprovenReplies
  private var hosts: SourceBudgets
  private var provenPrefixes: SourceBudgets
  private var neighbours: SourceBudgets
  private var relayedSources: SourceBudgets
  private var staleHosts: SourceBudgets
  private var enrolmentHosts: SourceBudgets
  private var probes: UnprovenReplies
  private var seen = SeenCodes()

  /// The budgets that all sources share.
  private struct Gates {
    var unproven = RateGate()
    var proven = RateGate()
    var provenByBusy = RateGate()
    var relayed = RateGate()
    var stale = RateGate()
    var enrolment = RateGate()
    var responses = RateGate()
  }

  init(now: Instant, entropy: inout Entropy) {
    cookies = CookieJar(now: now, entropy: &entropy)
    prefixes = SourceBudgets(places: Self.places, entropy: &entropy)
    replies = UnprovenReplies(Self.replies, places: Self.places, entropy: &entropy)
    hosts = SourceBudgets(places: Self.places, entropy: &entropy)
    provenPrefixes = SourceBudgets(places: Self.places, entropy: &entropy)
    neighbours = SourceBudgets(places: Self.places, entropy: &entropy)
    relayedSources = SourceBudgets(places: Self.places, entropy: &entropy)
    staleHosts = SourceBudgets(places: Self.places, entropy: &entropy)
    enrolmentHosts = SourceBudgets(places: Self.places, entropy: &entropy)
    probes = UnprovenReplies(Self.probes, places: Self.places, entropy: &entropy)
  }

  /// What to do with an initiation.
  enum Decision: Hashable {
    /// It is worth a key agreement; whether its sender proved its address.
    case take(isProven: Bool)
    /// Its sender is to prove its address first.
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
      let isProven =
        authenticator.hasCookie(message)
        && cookies.recognises(
          message, from: address, authenticator: authenticator, now: now, entropy: &entropy)
      if isProven {
        return takesProven(address, now: now) ? .take(isProven: true) : .drop
      }
      return takesUnproven(address.sourcePrefix, now: now)
        ? .take(isProven: false) : .askForCookie
    case .overlay(let source):
      return takesRelayed(source, by: carrier ?? source, now: now)
        ? .take(isProven: true) : .drop
    case .session: return .take(isProven: true)
    }
  }

  /// A cookie for a sender; nil when enough replies have been made.
  mutating func cookie(
    for address: UnderlayAddress, now: Instant, entropy: inout Entropy
  ) -> [UInt8]? {
    guard mayReply(to: address, now: now) else { return nil }
    return cookies.cookie(for: address, now: now, entropy: &entropy)
  }

  /// Whether a sender that proved nothing may get a short reply, a cookie or a version's.
  mutating func mayReply(to address: UnderlayAddress, now: Instant) -> Bool {
    replies.admits(address, now: now)
  }

  /// Whether an initiation that looks old may be answered. One that came in a datagram has proved its
  /// address by then.
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
    probes.admits(address, now: now)
  }

  /// Whether another response may cost key agreements.
  mutating func admitsResponse(now: Instant) -> Bool {
    gates.responses.admits(Self.responses, now: now)
  }

  /// Remembers a message that turned out to be genuine.
  mutating func remember(_ mac: [UInt8], now: Instant) { seen.insert(mac, now: now) }

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

  private mutating func takesRelayed(
    _ source: NodeID, by neighbour: NodeID, now: Instant
  ) -> Bool {
    let pair = source.value ^ (neighbour.value << 64 | neighbour.value >> 64)
    return relayedSources.admits(pair, Self.relayedPerSource, now: now)
      && neighbours.admits(neighbour.value, Self.relayedPerNeighbour, now: now)
      && gates.relayed.admits(Self.relayed, now: now)
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
