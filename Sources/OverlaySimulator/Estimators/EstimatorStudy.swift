import OverlayCore

/// How well estimators foretell the round trips of a matrix, and how good the paths are that they choose.
///
/// Four questions, because they have different answers:
///
/// - *next*: the error against the next slice, as a share of it, when every slice is a sample. Where the
///   data repeats one measurement over several slices, whoever repeats the last wins;
/// - *renewed*: the same against the next time that differs, when only times that differ are samples;
/// - *later*: what the paths take, on average and ``lag`` slices later, that an estimator would choose,
///   straight or through one relay, when only times that differ are samples;
/// - *soon*: the same one slice later, when each slice is sampled as often as an idle link is beaconed.
///
/// The last two are what routing is for.
public struct EstimatorStudy: Sendable {
  /// What was found of one estimator.
  public struct Finding: Hashable, Sendable {
    /// Which.
    public var estimator: LatencyEstimator
    /// Median and 90th percentile of the error against the next slice, as shares of it.
    public var nextMedian = 0.0
    /// See ``nextMedian``.
    public var next90 = 0.0
    /// The same against the next measurement.
    public var renewedMedian = 0.0
    /// See ``renewedMedian``.
    public var renewed90 = 0.0
    /// The paths chosen, ``EstimatorStudy/lag`` slices later.
    public var later = Choices()
    /// The paths chosen, one slice later.
    public var soon = Choices()
  }

  /// What became of the paths that an estimator chose.
  public struct Choices: Hashable, Sendable {
    /// Their mean round trip.
    public var milliseconds = 0.0
    /// The share of them that were then slower than the direct path.
    public var worseShare = 0.0
    /// The share of them that differ from the one before.
    public var changedShare = 0.0
  }

  let matrix: RTTMatrix
  /// How long after a choice it is judged, in slices: longer than the Seattle data holds a time.
  public static let lag = 8
  /// Slices that are samples but not judged: what an average needs to forget its first.
  static let warmUp = 16
  /// How often an idle link of the standard profile is measured in a slice.
  private var samplesPerSlice: Int {
    max(1, Int(matrix.sliceLength.nanoseconds / LinkProfile.standard.idleInterval.nanoseconds))
  }

  /// A relay must be quicker by this much, as in the overlay's metric: a millisecond one way.
  static let relayMilliseconds = 2.0

  /// A study of the sites given, or of all.
  public init(_ matrix: RTTMatrix) {
    self.matrix = matrix
  }

  /// Whether there are slices enough to judge anything.
  public var isPossible: Bool { matrix.sliceCount > Self.warmUp + 2 * Self.lag }

  /// Tries one estimator.
  public func find(_ estimator: LatencyEstimator) -> Finding {
    var finding = Finding(estimator: estimator)
    var next: [Double] = []
    var renewed: [Double] = []
    for from in 0..<matrix.siteCount {
      for to in 0..<matrix.siteCount where from != to {
        judge(estimator, from, to, next: &next, renewed: &renewed)
      }
    }
    (finding.nextMedian, finding.next90) = Self.shares(&next)
    (finding.renewedMedian, finding.renewed90) = Self.shares(&renewed)
    finding.later = choose(estimator, lag: Self.lag, samplesEach: nil)
    finding.soon = choose(estimator, lag: 1, samplesEach: samplesPerSlice)
    return finding
  }

  private func time(_ from: Int, _ to: Int, _ slice: Int) -> Double {
    Double(matrix.microseconds(from: from, to: to, slice: slice)) / 1_000
  }

  private func judge(
    _ estimator: LatencyEstimator, _ from: Int, _ to: Int, next: inout [Double],
    renewed: inout [Double]
  ) {
    var each = LatencyEstimate(estimator)
    var differing = LatencyEstimate(estimator)
    var before = -1.0
    var samples = 0
    for slice in 0..<matrix.sliceCount {
      let time = time(from, to, slice)
      if slice >= Self.warmUp { next.append((each.value - time).magnitude / max(time, 1)) }
      each.add(time)
      guard time != before else { continue }
      if samples >= Self.warmUp / 2 {
        renewed.append((differing.value - time).magnitude / max(time, 1))
      }
      differing.add(time)
      samples += 1
      before = time
    }
  }

  private static func shares(_ errors: inout [Double]) -> (Double, Double) {
    guard !errors.isEmpty else { return (0, 0) }
    errors.sort()
    return (errors[errors.count / 2], errors[errors.count * 9 / 10])
  }

  // MARK: - Choices

  /// Choices every ``lag`` slices, judged `lag` slices later.
  private func choose(
    _ estimator: LatencyEstimator, lag: Int, samplesEach: Int?
  ) -> Choices {
    let count = matrix.siteCount
    var estimates = Array(repeating: LatencyEstimate(estimator), count: count * count)
    var before = Array(repeating: -1, count: count * count)
    var sum = 0.0
    var (choices, worse, changed, compared) = (0, 0, 0, 0)
    for slice in 0..<(matrix.sliceCount - Self.lag) {
      take(slice, samplesEach, into: &estimates)
      guard isJudged(slice) else { continue }
      for from in 0..<count {
        for to in 0..<count where from != to {
          let relay = relay(from, to, estimates)
          let then = through(relay, from, to, slice + lag)
          sum += then
          choices += 1
          if then > time(from, to, slice + lag) { worse += 1 }
          let place = from * count + to
          if before[place] >= 0 {
            compared += 1
            if before[place] != relay { changed += 1 }
          }
          before[place] = relay
        }
      }
    }
    return Choices(
      milliseconds: sum / Double(max(choices, 1)),
      worseShare: Double(worse) / Double(max(choices, 1)),
      changedShare: Double(changed) / Double(max(compared, 1)))
  }

  private func isJudged(_ slice: Int) -> Bool {
    slice >= Self.warmUp && slice % Self.lag == 0
  }

  /// So many samples of each time; or else one of each that is new.
  private func take(
    _ slice: Int, _ samplesEach: Int?, into estimates: inout [LatencyEstimate]
  ) {
    for from in 0..<matrix.siteCount {
      for to in 0..<matrix.siteCount where from != to {
        let time = time(from, to, slice)
        let isNew = slice == 0 || time != self.time(from, to, slice - 1)
        for _ in 0..<(samplesEach ?? (isNew ? 1 : 0)) {
          estimates[from * matrix.siteCount + to].add(time)
        }
      }
    }
  }

  /// The relay that seems best; the destination itself stands for the direct path.
  private func relay(_ from: Int, _ to: Int, _ estimates: [LatencyEstimate]) -> Int {
    let count = matrix.siteCount
    var best = (relay: to, time: estimates[from * count + to].value - Self.relayMilliseconds)
    for relay in 0..<count where relay != from && relay != to {
      let time =
        estimates[from * count + relay].value + estimates[relay * count + to].value
      if time < best.time { best = (relay, time) }
    }
    return best.relay
  }

  private func through(_ relay: Int, _ from: Int, _ to: Int, _ slice: Int) -> Double {
    relay == to
      ? time(from, to, slice) : time(from, relay, slice) + time(relay, to, slice)
  }

  /// The mean round trip of the direct paths where choices are judged, so many slices later.
  public func directMilliseconds(lag: Int) -> Double { mean(lag) { time($0, $1, $2) } }

  /// The mean round trip of the best paths of at most one relay, each in the slice in which it is taken.
  public func bestMilliseconds(lag: Int) -> Double {
    mean(lag) { from, to, slice in
      var best = time(from, to, slice)
      for relay in 0..<matrix.siteCount where relay != from && relay != to {
        best = min(best, time(from, relay, slice) + time(relay, to, slice))
      }
      return best
    }
  }

  private func mean(
    _ lag: Int, _ time: (_ from: Int, _ to: Int, _ slice: Int) -> Double
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for slice in 0..<(matrix.sliceCount - Self.lag) where isJudged(slice) {
      for from in 0..<matrix.siteCount {
        for to in 0..<matrix.siteCount where from != to {
          sum += time(from, to, slice + lag)
          count += 1
        }
      }
    }
    return sum / Double(max(count, 1))
  }
}
