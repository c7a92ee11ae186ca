/// What one relay could do for the pairs of a matrix, seen in hindsight: the shape of the data, whatever
/// an overlay makes of it.
public struct RelayGain: Hashable, Sendable {
  /// Ordered pairs looked at, each slice anew.
  public private(set) var pairs = 0
  /// Those that some relay makes quicker.
  public private(set) var quicker = 0
  /// Those that some relay makes quicker by at least a fifth.
  public private(set) var muchQuicker = 0
  /// Those of the quicker that were looked at again one slice later.
  public private(set) var followed = 0
  /// Those of these that the same relay still made quicker.
  public private(set) var lasting = 0

  /// Looks at every so many slices of a matrix; each costs the cube of the sites.
  public init(_ matrix: RTTMatrix, slicesEach step: Int = 1) {
    precondition(step > 0)
    for slice in stride(from: 0, to: matrix.sliceCount, by: step) { look(at: slice, of: matrix) }
  }

  /// The share of pairs that some relay makes quicker.
  public var quickerShare: Double { Double(quicker) / Double(max(pairs, 1)) }
  /// The share of pairs that some relay makes quicker by at least a fifth.
  public var muchQuickerShare: Double { Double(muchQuicker) / Double(max(pairs, 1)) }
  /// The share of relays that are still worth it one slice later; 0 when there is no later slice.
  public var lastingShare: Double { Double(lasting) / Double(max(followed, 1)) }

  private mutating func look(at slice: Int, of matrix: RTTMatrix) {
    let count = matrix.siteCount
    for from in 0..<count {
      for to in 0..<count where from != to {
        let direct = matrix.microseconds(from: from, to: to, slice: slice)
        guard direct != RTTMatrix.missing else { continue }
        pairs += 1
        let best = Self.best(from, to, slice, matrix)
        guard best.time < UInt64(direct) else { continue }
        quicker += 1
        if best.time * 5 < UInt64(direct) * 4 { muchQuicker += 1 }
        guard slice + 1 < matrix.sliceCount else { continue }
        followed += 1
        let later = Self.time(from, best.relay, to, slice + 1, matrix)
        if later < UInt64(matrix.microseconds(from: from, to: to, slice: slice + 1)) {
          lasting += 1
        }
      }
    }
  }

  private static func best(
    _ from: Int, _ to: Int, _ slice: Int, _ matrix: RTTMatrix
  ) -> (relay: Int, time: UInt64) {
    var best = (relay: from, time: UInt64.max)
    for relay in 0..<matrix.siteCount where relay != from && relay != to {
      let time = time(from, relay, to, slice, matrix)
      if time < best.time { best = (relay, time) }
    }
    return best
  }

  /// Microseconds through a relay. A time that was not measured is longer than any that was.
  @inline(__always)
  private static func time(
    _ from: Int, _ relay: Int, _ to: Int, _ slice: Int, _ matrix: RTTMatrix
  ) -> UInt64 {
    UInt64(matrix.microseconds(from: from, to: relay, slice: slice))
      + UInt64(matrix.microseconds(from: relay, to: to, slice: slice))
  }
}
