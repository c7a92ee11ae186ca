/// When the last eight beacons of a link were sent.
struct BeaconLog {
  private var times: InlineArray<8, Instant> = InlineArray(repeating: .zero)
  private var count = 0

  mutating func append(_ time: Instant) {
    times[count % times.count] = time
    count += 1
  }

  /// The first of them that was sent after `time`; `never` when none was. A longer gap than the
  /// log remembers comes out too late, which errs on the side of patience.
  func first(after time: Instant) -> Instant {
    var first = Instant.never
    for index in 0..<min(count, times.count) where times[index] > time {
      first = min(first, times[index])
    }
    return first
  }
}
