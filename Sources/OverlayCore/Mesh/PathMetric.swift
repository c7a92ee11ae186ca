/// What a path costs by a metric: lower is better.
enum PathMetric {
  /// Milliseconds that a relay costs beyond its links' latency. Two paths of equal latency are
  /// not equal when one of them borrows a third host; sub-millisecond hops must not be free.
  static let relayMilliseconds = 1.0

  /// The same under the loss class, in percentage points: enough to go straight again when a
  /// relay loses no less.
  static let relayPercentagePoints = 0.5

  /// Loss below this share is no evidence: four frames of the estimator's window of 400.
  static let lossFloor = 0.01

  /// The same for the path in use. An estimate of one per cent strays by a third of a per cent;
  /// without the difference between the two floors it would move traffic back and forth.
  static let lossFloorInUse = 0.025

  /// What a suspect link adds: behind everything that is up, yet better than a sure drop.
  static let suspicion = 1e6

  /// The same under the jitter metric: less variation is the noise of hosts that wake up late.
  static let relayJitterMilliseconds = 1.0

  /// The cost of `path`, the worse of whose links is in `state`.
  static func cost(
    _ path: PathQuality, by metric: Metric, state: LinkState, isInUse: Bool = false
  ) -> Double {
    let floor = isInUse ? lossFloorInUse : lossFloor
    var judged = path
    if path.loss <= floor { judged.loss = 0 }
    return cost(judged, by: metric) + (state == .up ? 0 : suspicion)
  }

  /// The cost of `path` by a metric that nodes measure themselves. Applications' metrics have their
  /// own (``cost(ofReported:by:along:)``); where nothing is reported, paths are judged as balanced.
  static func cost(_ path: PathQuality, by metric: Metric) -> Double {
    let latency = path.latencyMilliseconds + relayMilliseconds * Double(path.relays)
    switch metric {
    case .latency:
      return latency
    case .loss:
      // A thousandth of the latency decides between paths that lose equally little.
      return 100 * max(path.loss, lossFloor) + latency / 1_000
        + relayPercentagePoints * Double(path.relays)
    case .throughput:
      // Microseconds that a byte takes. On a local network a relay's round trip looks half as long as
      // the next one's by chance, and half as much again would keep flows on it for good.
      var judged = path
      judged.latencyMilliseconds = latency
      return 1e6 / judged.throughput
    case .jitter:
      // A hundredth of the latency decides between paths that are equally steady.
      return path.variationMilliseconds + latency / 100
        + relayJitterMilliseconds * Double(path.relays)
    case .balanced, .application:
      return latency + impairmentMilliseconds(loss: max(path.loss - lossFloor, 0))
    }
  }

  /// The cost of a path by what was reported of it. A millionth of the latency decides between equals.
  static func cost(
    ofReported value: Double, by metric: MetricDefinition, along path: PathQuality
  ) -> Double {
    metric.cost(value) + 1e-6 * (path.latencyMilliseconds + Double(path.relays))
  }

  /// The cost that a better path must undercut before the current one, of `cost`, is left.
  ///
  /// RON's hysteresis of five per cent, and a margin below which a difference is noise: a
  /// millisecond of latency, half a percentage point of loss. The margin is at most a quarter of
  /// the cost, or a relay on a local network would never be left.
  static func switchingBound(_ cost: Double, by metric: Metric) -> Double {
    let noise: Double
    switch metric {
    case .latency: noise = 1
    case .loss: noise = 0.5
    case .balanced: noise = 2
    case .jitter: return cost - max(cost * 0.2, min(1, cost * 0.5))
    // RON changes over for half as much throughput again, not less (PAPERS.md, "RON").
    case .throughput: return cost / 1.5
    // Applications filter what they report.
    case .application: return cost * 0.95
    }
    return cost - max(cost * 0.05, min(noise, cost * 0.25))
  }

  /// The delay that a listener finds as bad as a share of lost packets.
  ///
  /// ITU-T G.107's E-model as simplified by Cole and Rosenbluth ("Voice over IP performance
  /// monitoring", 2001): random loss p costs 30·ln(1 + 15·p) of voice quality, a millisecond of
  /// delay 0.024. One measured exchange rate beats a weight of our own invention, and its
  /// logarithm keeps a bad path comparable with a worse one.
  static func impairmentMilliseconds(loss: Double) -> Double {
    1_250 * naturalLogarithm(1 + 15 * min(max(loss, 0), 1))
  }

  /// ln of `value` at least 1. The core imports no C library: halvings bring the value under 2,
  /// then ln(x) = 2·artanh((x−1)/(x+1)) converges to 1e-9 in ten terms.
  static func naturalLogarithm(_ value: Double) -> Double {
    let exponent = value.exponent
    let ratio = (value.significand - 1) / (value.significand + 1)
    var term = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, through: 19.0, by: 2.0) {
      sum += term / odd
      term *= ratio * ratio
    }
    return 2 * sum + Double(exponent) * 0.693_147_180_559_945_3
  }
}
