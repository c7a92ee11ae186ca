import OverlayCore

/// Budgets of one kind of answer to senders that have proved neither who they are nor where.
///
/// All that is known of such a sender is the address that its datagram names, so each /24 or /48 has a
/// budget of its own, and all together have one. A part of that is kept for prefixes that have had little
/// (``Rates/first``): whoever has addresses in many networks, and asks from all of them, leaves an answer
/// to somebody else. Whoever forges sources from everywhere can use up that part as well.
struct UnprovenReplies {
  /// How many answers there are.
  struct Rates {
    /// To all prefixes.
    var total: AdmissionRate
    /// To one prefix.
    var each: AdmissionRate
    /// What of ``total`` prefixes may use that have had more than ``first``.
    var busy: AdmissionRate
    /// What a prefix may have before it counts among those.
    var first: AdmissionRate
  }

  private let rates: Rates
  private var prefixes: SourceBudgets
  private var firsts: SourceBudgets
  private var total = RateGate()
  private var busy = RateGate()

  /// Full budgets for `places` prefixes at once, a power of two.
  init(_ rates: Rates, places: Int, entropy: inout Entropy) {
    self.rates = rates
    prefixes = SourceBudgets(places: places, entropy: &entropy)
    firsts = SourceBudgets(places: places, entropy: &entropy)
  }

  /// Whether one more answer may go to an address, which then is counted.
  mutating func admits(_ address: UnderlayAddress, now: Instant) -> Bool {
    let prefix = address.sourcePrefix
    return prefixes.admits(prefix, rates.each, now: now)
      && (firsts.admits(prefix, rates.first, now: now) || busy.admits(rates.busy, now: now))
      && total.admits(rates.total, now: now)
  }
}
