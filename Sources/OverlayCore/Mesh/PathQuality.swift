/// What routing knows of a path of one or two links.
struct PathQuality: Hashable, Sendable {
  /// Half the sum of the links' round trips, in milliseconds: the delay one way.
  var latencyMilliseconds: Double
  /// Share of packets lost on the way, 0...1.
  var loss: Double
  /// Relays on the path, 0 or 1.
  var relays: Int
  /// Difference between one round trip and the next, smoothed, in milliseconds.
  var variationMilliseconds: Double
  /// The most that it was seen to deliver, in bytes a second.
  var delivered: UInt64

  /// A path of one link.
  init(
    roundTrip: Interval, loss: Double, variation: Interval = .zero, delivered: UInt64 = 0
  ) {
    latencyMilliseconds = roundTrip.inMilliseconds / 2
    self.loss = loss
    relays = 0
    variationMilliseconds = variation.inMilliseconds
    self.delivered = delivered
  }

  /// The path that a link is.
  init(_ quality: LinkQuality) {
    self.init(
      roundTrip: quality.roundTrip, loss: quality.forwardLoss, variation: quality.variation,
      delivered: quality.delivered)
  }

  /// What a TCP transfer could reach, in bytes a second: RON's score √1.5 / (rtt · √p), p floored
  /// at 2 % since fewer losses than that are too few to count (PAPERS.md, "RON"), of segments of
  /// 1,200 bytes; more if more was seen.
  var throughput: Double {
    let roundTrip = max(2 * latencyMilliseconds / 1_000, 1e-4)
    let score = 1_200 * (1.5 / max(loss, 0.02)).squareRoot() / roundTrip
    return max(score, Double(delivered))
  }

  /// The path that goes on over another link: latencies add, survivals multiply
  /// (PAPERS.md, "RON": path = sum, and 1 − Π(1−p)).
  /// Of deviations that do not depend on each other the squares add; the slower link decides how much is
  /// delivered.
  func extended(by next: PathQuality) -> PathQuality {
    var path = self
    path.latencyMilliseconds += next.latencyMilliseconds
    path.loss = 1 - (1 - loss) * (1 - next.loss)
    path.relays += 1
    path.variationMilliseconds =
      (variationMilliseconds * variationMilliseconds
      + next.variationMilliseconds * next.variationMilliseconds).squareRoot()
    path.delivered = min(delivered, next.delivered)
    return path
  }
}
