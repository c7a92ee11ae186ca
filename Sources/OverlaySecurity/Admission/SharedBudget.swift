import OverlayCore

/// A budget of messages that many sources share.
///
/// Each source has a budget of its own, and all together have one. A part of that is kept for sources
/// that have had little (``Rates/first``): whoever has many sources, and sends from all of them, leaves
/// something to somebody else. A source is whatever is known of a sender: the /24 or /48 of an address
/// that may be forged, or the neighbour that handed a message over. Whoever forges addresses from
/// everywhere can use up the part of the quiet ones as well.
struct SharedBudget {
  /// How many messages there are.
  struct Rates {
    /// Of all sources.
    var total: AdmissionRate
    /// Of one source.
    var each: AdmissionRate
    /// What of ``total`` sources may use that have had more than ``first``.
    var busy: AdmissionRate
    /// What a source may have before it counts among those.
    var first: AdmissionRate
  }

  private let rates: Rates
  private var sources: SourceBudgets
  private var firsts: SourceBudgets
  private var total = RateGate()
  private var busy = RateGate()

  /// Full budgets for `places` sources at once, a power of two.
  init(_ rates: Rates, places: Int, entropy: inout Entropy) {
    self.rates = rates
    sources = SourceBudgets(places: places, entropy: &entropy)
    firsts = SourceBudgets(places: places, entropy: &entropy)
  }

  /// Whether one more message of a source may pass, which then is counted.
  mutating func admits(_ source: UInt128, now: Instant) -> Bool {
    sources.admits(source, rates.each, now: now)
      && (firsts.admits(source, rates.first, now: now) || busy.admits(rates.busy, now: now))
      && total.admits(rates.total, now: now)
  }
}
