/// Which frames of a link were size probes, so that they count neither as sent nor as lost: that one
/// went missing is no sign of congestion or of a failing path (RFC 8899, section 3).
struct SizeProbeLedger: Sendable {
  private var newest: InlineArray<16, UInt32> = InlineArray(repeating: 0)
  /// How many there have been.
  private(set) var count: UInt64 = 0

  /// Notes that the frame of that number is one.
  mutating func append(_ counter: UInt64) {
    newest[Int(count % UInt64(newest.count))] = UInt32(truncatingIfNeeded: counter)
    count += 1
  }

  /// How many have numbers up to `counter`. Exact as long as no more than sixteen are above it.
  mutating func count(through counter: UInt64) -> UInt64 {
    let last = UInt32(truncatingIfNeeded: counter)
    var above: UInt64 = 0
    for index in 0..<min(Int(min(count, 16)), newest.count) {
      let difference = Int32(truncatingIfNeeded: newest[index] &- last)
      if difference > 0 { above += 1 }
    }
    return count - above
  }
}
