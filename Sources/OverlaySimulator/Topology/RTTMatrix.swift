public import OverlayCore

/// Measured round-trip times between sites, directed and perhaps changing over time.
///
/// Each ordered pair of sites has a round-trip time of its own for each *slice*, a stretch of
/// time; most data sets have one. A pair that was not measured takes over the opposite direction's
/// time; pairs with neither stay missing and can be listed.
public struct RTTMatrix: Hashable, Sendable {
  /// The number of sites, which are named `0..<siteCount`.
  public let siteCount: Int
  /// The number of slices, at least one.
  public let sliceCount: Int
  /// How long a slice lasts. After the last slice comes the first again.
  public let sliceLength: Interval
  /// How many times were taken over from the opposite direction.
  public private(set) var filledCount = 0
  /// Slice by slice and row by row; ``missing`` where there is none.
  private var times: [UInt32]

  /// What stands for a time that was not measured.
  static let missing = UInt32.max
  /// More sites than any of the data sets has, by far.
  public static let sitesMax = 4_096
  /// The longest time taken for a measurement.
  public static let roundTripMax = Interval.seconds(600)

  /// A matrix of times in microseconds, whose gaps are filled; the diagonal does not count.
  init(siteCount: Int, sliceLength: Interval = .seconds(16), times: [UInt32]) {
    precondition(siteCount > 0 && !times.isEmpty && times.count % (siteCount * siteCount) == 0)
    self.siteCount = siteCount
    self.sliceLength = sliceLength
    self.times = times
    sliceCount = times.count / (siteCount * siteCount)
    for slice in 0..<sliceCount { fill(slice) }
  }

  private mutating func fill(_ slice: Int) {
    let base = slice * siteCount * siteCount
    for first in 0..<siteCount {
      times[base + first * siteCount + first] = 0
      for second in 0..<first {
        let there = base + first * siteCount + second
        let back = base + second * siteCount + first
        if times[there] == RTTMatrix.missing, times[back] != RTTMatrix.missing {
          times[there] = times[back]
          filledCount += 1
        } else if times[back] == RTTMatrix.missing, times[there] != RTTMatrix.missing {
          times[back] = times[there]
          filledCount += 1
        }
      }
    }
  }

  /// Puts `roundTrip` wherever a time is still missing.
  mutating func replaceMissing(by roundTrip: Interval) {
    let microseconds = UInt32(roundTrip.nanoseconds / 1_000)
    for place in times.indices where times[place] == RTTMatrix.missing {
      times[place] = microseconds
    }
  }

  @inline(__always)
  func microseconds(from sender: Int, to receiver: Int, slice: Int) -> UInt32 {
    times[(slice * siteCount + sender) * siteCount + receiver]
  }

  /// The round-trip time as the sender measured it; nil when neither side did.
  public func roundTrip(from sender: Int, to receiver: Int, slice: Int = 0) -> Interval? {
    let time = microseconds(from: sender, to: receiver, slice: slice)
    return time == RTTMatrix.missing ? nil : .microseconds(UInt64(time))
  }

  /// The pairs, lower site first, that neither side measured.
  public func missingPairs(slice: Int = 0) -> [(Int, Int)] {
    (0..<siteCount).flatMap { first in
      (first..<siteCount).filter {
        microseconds(from: first, to: $0, slice: slice) == RTTMatrix.missing
      }.map { (first, $0) }
    }
  }

  /// The slice that holds at an instant.
  @inline(__always)
  func slice(at now: Instant) -> Int {
    sliceCount == 1
      ? 0 : Int(now.nanoseconds / sliceLength.nanoseconds % UInt64(sliceCount))
  }

  /// One slice for all time.
  public func frozen(at slice: Int) -> RTTMatrix {
    let size = siteCount * siteCount
    return RTTMatrix(
      siteCount: siteCount, sliceLength: sliceLength,
      times: Array(times[slice * size..<(slice + 1) * size]))
  }
}
