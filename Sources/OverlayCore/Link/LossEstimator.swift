/// Smooths the share of lost frames from pairs of counters: how many were sent, how many came.
///
/// Equation 2 of the Tapestry paper, `L ← (1−α)·L + α·l`, with α in proportion to the number of
/// frames that `l` was seen over: a report about fifty frames moves the estimate fifty times as
/// far as a report about one, so that a busy link is judged within a second and a single lost
/// beacon on an idle one is no more than it is.
struct LossEstimator: Hashable, Sendable {
  /// Share of frames lost, 0...1.
  private(set) var share = 0.0
  private var sent: UInt64 = 0
  private var arrived: UInt32 = 0
  private var isStarted = false
  /// Frames that arrived behind a later one and so were counted lost too early.
  private var credit: Int64 = 0

  /// Takes in that `sent` frames have been sent so far and `arrived`, modulo 2^32, came. Returns how
  /// many of those that are new have been lost.
  @discardableResult
  mutating func report(
    sent newSent: UInt64, arrived newArrived: UInt32, window: Double, gain: Double = 0
  ) -> Int64 {
    guard isStarted, newSent >= sent else {
      restart(sent: newSent, arrived: newArrived)
      return 0
    }
    let expected = newSent - sent
    guard expected > 0 else { return 0 }
    let missing = Int64(expected) - Int64(newArrived &- arrived) + credit
    let lost = min(max(missing, 0), Int64(expected))
    credit = max(min(missing - lost, 0), -Int64(expected))
    let weight = gain > 0 ? gain : min(1, Double(expected) / window)
    smooth(Double(lost) / Double(expected), weight: weight)
    sent = newSent
    arrived = newArrived
    return lost
  }

  /// Takes one instantaneous loss rate in.
  mutating func smooth(_ loss: Double, weight: Double) {
    share = (1 - weight) * share + weight * loss
  }

  /// Begins anew from the given counts, the estimate kept: what was lost in between is not
  /// counted.
  mutating func restart(sent newSent: UInt64, arrived newArrived: UInt32) {
    sent = newSent
    arrived = newArrived
    credit = 0
    isStarted = true
  }
}
