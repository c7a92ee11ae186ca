import OverlayCore

/// One direction of one pair: its model and what has happened on it.
struct PathState {
  private(set) var model: PathModel
  /// What the model was before any fault, to heal to.
  let healthy: PathModel
  var isCut = false
  var losses = LossProcess()
  /// Datagrams of one path stay in order unless the model reorders them: a router's queue does
  /// not shuffle, however much its length varies.
  var lastArrival = Instant.zero
  /// When the bottleneck has sent everything that it was given.
  var bottleneckFree = Instant.zero

  init(_ model: PathModel) {
    self.model = model
    healthy = model
  }

  /// Behaves otherwise from now on. What is under way arrives as it would have; where the bottleneck
  /// changes, what comes now does not wait behind it, or a healed path would long stay as it was.
  mutating func become(_ changed: PathModel) {
    if changed.bitsPerSecond != model.bitsPerSecond {
      bottleneckFree = .zero
      lastArrival = .zero
    }
    model = changed
  }

  /// The arrival of a datagram of `byteCount` bytes sent `now` that survives loss; nil when the
  /// bottleneck's queue has no room for it.
  mutating func arrival(
    of byteCount: Int, at now: Instant, random: inout SeededRandom
  ) -> Instant? {
    var departure = now
    if model.bitsPerSecond > 0 {
      let start = max(now, bottleneckFree)
      let wait = start - now
      if wait > model.queueMax || !hasRoom(for: byteCount, behind: wait) { return nil }
      let bits = UInt64(byteCount) * 8
      departure = start + Interval(nanoseconds: bits * 1_000_000_000 / model.bitsPerSecond)
      bottleneckFree = departure
    }
    var arrival = departure + model.delay
    if model.jitter > .zero { arrival = arrival + model.jitter.scaled(by: random.fraction()) }
    arrival = max(arrival, lastArrival)
    if model.reordering > 0, random.chance(model.reordering) {
      return arrival + model.reorderingDelay
    }
    lastArrival = arrival
    return arrival
  }

  /// Whether the bottleneck's queue, which takes `wait` to empty, may grow by so many bytes.
  private func hasRoom(for byteCount: Int, behind wait: Interval) -> Bool {
    guard wait > .zero, model.queueBytesMax < .max else { return true }
    let waiting = wait.inSeconds * Double(model.bitsPerSecond) / 8
    return waiting + Double(byteCount) <= Double(model.queueBytesMax)
  }
}
