/// A running count of which a peer says how far it has come: frames sent or frames that arrived.
///
/// A peer can say anything, so nothing here traps. Counts wrap, and the only thing to be had from one
/// is how far it has come since an earlier reading, by the arithmetic of serial numbers (RFC 1982,
/// section 3.2): a step of half the range or more is a step back.
struct WireCount<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Hashable, Sendable {
  /// The count as it is on the wire, modulo 2 to the power of its width.
  let bits: Bits

  /// Wraps a count.
  @inline(__always)
  init(_ bits: Bits) {
    self.bits = bits
  }

  /// How far the count has come since an earlier reading; nil when it went back, or when it came
  /// farther than `most`, which no honest count does between two readings.
  @inline(__always)
  func advance(since earlier: WireCount, atMost most: Int64) -> Int64? {
    let step = bits &- earlier.bits
    guard step <= Bits.max >> 1, let step = Int64(exactly: step), step <= most else { return nil }
    return step
  }
}
