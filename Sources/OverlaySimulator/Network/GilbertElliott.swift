public import OverlayCore

/// Bursty loss: a path that is in a good or a bad state, each with a loss rate of its own.
///
/// Congestion and failing interfaces lose datagrams in clumps, and an estimator that copes with
/// independent loss can still be fooled by clumps. The chain advances with time and not with
/// datagrams, so that sparse beacons and dense traffic on one path see the same bad spells.
/// Source: Gilbert (1960) and Elliott (1963); rates are per ``slot``.
public struct GilbertElliott: Hashable, Sendable {
  /// Mean length of a good spell, at least one slot.
  public var meanGood: Interval
  /// Mean length of a bad spell, at least one slot.
  public var meanBad: Interval
  /// Probability of loss during a good spell.
  public var lossInGood: Double
  /// Probability of loss during a bad spell.
  public var lossInBad: Double

  /// A chain with the given mean spells; by default only the bad spells lose anything.
  public init(
    meanGood: Interval, meanBad: Interval, lossInGood: Double = 0, lossInBad: Double
  ) {
    self.meanGood = max(meanGood, GilbertElliott.slot)
    self.meanBad = max(meanBad, GilbertElliott.slot)
    self.lossInGood = lossInGood
    self.lossInBad = lossInBad
  }

  /// The chain's step. A millisecond is finer than any beacon.
  public static let slot = Interval.milliseconds(1)

  /// The share of datagrams lost over a long time.
  public var meanLoss: Double {
    lossInGood * (1 - stationaryBad) + lossInBad * stationaryBad
  }

  /// The share of time spent in the bad state.
  var stationaryBad: Double {
    let good = Double(meanGood.nanoseconds)
    let bad = Double(meanBad.nanoseconds)
    return bad / (good + bad)
  }

  /// The probability of being bad `elapsed` after having been `wasBad`.
  ///
  /// The two-state chain forgets geometrically: the deviation from its stationary share shrinks
  /// by the second eigenvalue at each slot. Repeated squaring keeps it exact for any gap, and
  /// free of the mathematics library, whose results may differ between platforms.
  func probabilityOfBad(after elapsed: Interval, wasBad: Bool) -> Double {
    let slot = Double(GilbertElliott.slot.nanoseconds)
    let leaveGood = slot / Double(meanGood.nanoseconds)
    let leaveBad = slot / Double(meanBad.nanoseconds)
    var factor = max(0, 1 - leaveGood - leaveBad)
    var steps = elapsed.nanoseconds / GilbertElliott.slot.nanoseconds
    var memory = 1.0
    while steps > 0 {
      if steps & 1 == 1 { memory *= factor }
      factor *= factor
      steps >>= 1
    }
    return stationaryBad + memory * ((wasBad ? 1 : 0) - stationaryBad)
  }
}
