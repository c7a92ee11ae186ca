/// What routing knows of a path of one or two links.
struct PathQuality: Hashable, Sendable {
  /// Half the sum of the links' round trips, in milliseconds: the delay one way.
  var latencyMilliseconds: Double
  /// Share of packets lost on the way, 0...1.
  var loss: Double
  /// Relays on the path, 0 or 1.
  var relays: Int

  /// A path of one link.
  init(roundTrip: Interval, loss: Double) {
    latencyMilliseconds = roundTrip.inMilliseconds / 2
    self.loss = loss
    relays = 0
  }

  /// The path that goes on over another link: latencies add, survivals multiply
  /// (PAPERS.md, "RON": path = sum, and 1 − Π(1−p)).
  func extended(roundTrip: Interval, loss nextLoss: Double) -> PathQuality {
    var path = self
    path.latencyMilliseconds += roundTrip.inMilliseconds / 2
    path.loss = 1 - (1 - loss) * (1 - nextLoss)
    path.relays += 1
    return path
  }
}
