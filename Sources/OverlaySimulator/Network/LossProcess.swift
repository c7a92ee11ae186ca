import OverlayCore

/// The running state of a ``LossModel``.
struct LossProcess {
  private var isBad = false
  private var updated = Instant.zero

  /// Whether a datagram sent `now` is lost.
  mutating func loses(
    _ model: LossModel, at now: Instant, random: inout SeededRandom
  ) -> Bool {
    switch model {
    case .none:
      return false
    case .independent(let probability):
      return random.chance(probability)
    case .bursty(let bursts):
      let elapsed = now - updated
      // Within one slot nothing is drawn, and `updated` stays so that short gaps add up.
      if elapsed >= GilbertElliott.slot {
        isBad = random.chance(bursts.probabilityOfBad(after: elapsed, wasBad: isBad))
        updated = now
      }
      return random.chance(isBad ? bursts.lossInBad : bursts.lossInGood)
    }
  }
}
