/// Smooths the share of lost frames from pairs of counters: how many were sent, how many came.
///
/// Equation 2 of the Tapestry paper, `L ← (1−α)·L + α·l`, with α in proportion to the number of
/// frames that `l` was seen over: a report about fifty frames moves the estimate fifty times as
/// far as a report about one, so that a busy link is judged within a second and a single lost
/// beacon on an idle one is no more than it is.
struct LossEstimator: Hashable, Sendable {
  /// Share of frames lost, 0...1.
  private(set) var share = 0.0
  private var sent = WireCount<UInt64>(0)
  private var arrived = WireCount<UInt32>(0)
  private var isStarted = false
  /// Frames that arrived behind a later one and so were counted lost too early.
  private var credit: Int64 = 0

  /// The most frames between two reports. Arrivals are counted modulo 2^32: of a longer way nothing
  /// can be told, and no link is fast enough for it.
  private static let framesMax: Int64 = 1 << 31

  /// Takes in that `sent` frames have been sent so far and `arrived`, modulo 2^32, came. Returns how
  /// many of those that are new have been lost.
  ///
  /// Either number may be the other end's word. One that went back, or ahead by more than any link
  /// carries, begins the count anew and changes nothing else.
  @discardableResult
  mutating func report(
    sent newSent: UInt64, arrived newArrived: UInt32, window: Double, gain: Double = 0
  ) -> Int64 {
    let (newSent, newArrived) = (WireCount(newSent), WireCount(newArrived))
    guard isStarted, let expected = newSent.advance(since: sent, atMost: Self.framesMax) else {
      restart(newSent, newArrived)
      return 0
    }
    guard expected > 0 else { return 0 }
    // More than were sent, or fewer than before, is nonsense: none was lost, as far as we know.
    let came = newArrived.advance(since: arrived, atMost: Self.framesMax) ?? Self.framesMax
    // Of these three none exceeds 2^31, so that no sum or difference overflows.
    let missing = expected - came + credit
    let lost = min(max(missing, 0), expected)
    credit = max(min(missing - lost, 0), -expected)
    let weight = gain > 0 ? gain : min(1, Double(expected) / window)
    smooth(Double(lost) / Double(expected), weight: weight)
    (sent, arrived) = (newSent, newArrived)
    return lost
  }

  /// Takes one instantaneous loss rate in.
  mutating func smooth(_ loss: Double, weight: Double) {
    share = (1 - weight) * share + weight * loss
  }

  /// Begins anew from the given counts, the estimate kept: what was lost in between is not
  /// counted.
  mutating func restart(sent newSent: UInt64, arrived newArrived: UInt32) {
    restart(WireCount(newSent), WireCount(newArrived))
  }

  private mutating func restart(_ newSent: WireCount<UInt64>, _ newArrived: WireCount<UInt32>) {
    (sent, arrived) = (newSent, newArrived)
    credit = 0
    isStarted = true
  }
}
