import OverlayCore

/// Budgets of initiations that came through relays.
///
/// Two things are known of such a message before it is read: the neighbour that handed it over, the
/// *carrier*, whose session proves it, and the source that it claims, which anybody on the way can invent.
/// An honest carrier passes on what hostile members send, so what is counted against the carrier alone
/// would be refused to its honest passengers. Therefore:
///
/// - Without proof a carrier has a small budget. Beyond it the answer is a cookie, sent through the overlay
///   to the source that was claimed. Whoever returns it has shown that packets for that node reach it.
/// - With proof each source has a budget, counted for each carrier apart: a relay that forges the
///   sources for which it stands on the way uses up what they have through itself.
/// - Everything has a bound for each carrier, and a part of every total is kept for carriers that had
///   little (``SharedBudget``). So a hostile relay takes nothing of what comes by others.
///
/// A neighbour that is the source itself needs no cookie: its session proves who it is.
struct RelayedAdmission {
  /// Without proof, by carrier.
  static let unproven = SharedBudget.Rates(
    total: AdmissionRate(perSecond: 128, burst: 128),
    each: AdmissionRate(perSecond: 32, burst: 64),
    busy: AdmissionRate(perSecond: 96, burst: 96),
    first: AdmissionRate(perSecond: 4, burst: 8))
  /// Without proof, of one source by one carrier.
  static let unprovenPerSource = AdmissionRate(perSecond: 4, burst: 8)
  /// With proof, by carrier.
  static let proven = SharedBudget.Rates(
    total: AdmissionRate(perSecond: 256, burst: 256),
    each: AdmissionRate(perSecond: 64, burst: 128),
    busy: AdmissionRate(perSecond: 192, burst: 192),
    first: AdmissionRate(perSecond: 4, burst: 8))
  /// With proof, of one source by one carrier.
  static let provenPerSource = AdmissionRate(perSecond: 4, burst: 16)
  /// Cookies and notices, by carrier: more than an honest relay carries for one neighbour
  /// (``ControlLimiter/Lane/carriedInitiation``), or a flood would keep cookies from its other passengers.
  static let replies = SharedBudget.Rates(
    total: AdmissionRate(perSecond: 4_096, burst: 1_024),
    each: AdmissionRate(perSecond: 1_024, burst: 512),
    busy: AdmissionRate(perSecond: 3_072, burst: 768),
    first: AdmissionRate(perSecond: 4, burst: 8))
  /// Cookies and notices to one source that one carrier's messages name: what somebody else can have
  /// sent to it.
  static let repliesPerSource = AdmissionRate(perSecond: 64, burst: 64)

  private var unproven: Budget
  private var proven: Budget
  private var replies: Budget

  init(places: Int, entropy: inout Entropy) {
    unproven = Budget(
      Self.unproven, perSource: Self.unprovenPerSource, places: places, entropy: &entropy)
    proven = Budget(
      Self.proven, perSource: Self.provenPerSource, places: places, entropy: &entropy)
    replies = Budget(
      Self.replies, perSource: Self.repliesPerSource, places: places, entropy: &entropy)
  }

  /// Whether one more initiation without proof may be read, which then is counted.
  mutating func takesUnproven(_ source: NodeID, by carrier: NodeID, now: Instant) -> Bool {
    unproven.admits(source, by: carrier, now: now)
  }

  /// Whether one more initiation whose source has shown that packets reach it may be read.
  mutating func takesProven(_ source: NodeID, by carrier: NodeID, now: Instant) -> Bool {
    proven.admits(source, by: carrier, now: now)
  }

  /// Whether one more short reply may go to the source of a message.
  mutating func mayReply(to source: NodeID, by carrier: NodeID, now: Instant) -> Bool {
    replies.admits(source, by: carrier, now: now)
  }

  /// What carriers may bring, and of that each source.
  private struct Budget {
    let perSource: AdmissionRate
    var carriers: SharedBudget
    var sources: SourceBudgets

    init(
      _ rates: SharedBudget.Rates, perSource: AdmissionRate, places: Int, entropy: inout Entropy
    ) {
      self.perSource = perSource
      carriers = SharedBudget(rates, places: places, entropy: &entropy)
      sources = SourceBudgets(places: places, entropy: &entropy)
    }

    /// What a source has too much of is not counted against its carrier, and what a carrier has too much
    /// of fills no places of the table of sources.
    mutating func admits(_ source: NodeID, by carrier: NodeID, now: Instant) -> Bool {
      let pair = source.value ^ (carrier.value << 64 | carrier.value >> 64)
      guard sources.wouldAdmit(pair, perSource, now: now), carriers.admits(carrier.value, now: now)
      else { return false }
      return sources.admits(pair, perSource, now: now)
    }
  }
}
