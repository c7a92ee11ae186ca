public import OverlayCore

/// Sees to it that a stream flows again within a bounded time whenever a path exists for it.
///
/// It watches gaps and not single packets, since a live path may lose a packet now and then. The
/// clock of a stream starts at its last delivery, or when the oldest live path came to life if
/// that is later: a path that did not exist cannot have been used.
public struct RecoveryChecker: Sendable {
  private struct Stream {
    var source: Int
    var destination: Int
    var lastDelivery: Instant
    /// The gap in progress was reported, or is longer than the bound through no fault of ours.
    var isReported = false
  }

  private var streams: [Stream]
  private let bound: Interval
  /// The longest time for which a stream stood still although a path was live.
  public private(set) var longestGap = Interval.zero
  /// Gaps of more than ``notable``, in the order they ended: how long recovery took.
  public private(set) var gaps: [Interval] = []

  /// A gap longer than this is worth counting; shorter ones are a few lost packets.
  public static let notable = Interval.milliseconds(250)

  /// Streams by source, destination and when to begin watching, and how long one may stand still.
  public init(
    streams: [(source: Int, destination: Int, from: Instant)], bound: Interval
  ) {
    self.streams = streams.map {
      Stream(source: $0.source, destination: $0.destination, lastDelivery: $0.from)
    }
    self.bound = bound
  }

  /// A packet of the stream was delivered.
  public mutating func delivered(stream: Int, paths: LivePaths, at now: Instant) {
    let gap = standstill(of: streams[stream], paths: paths, at: now)
    longestGap = max(longestGap, gap)
    if gap > RecoveryChecker.notable { gaps.append(gap) }
    streams[stream].lastDelivery = now
    streams[stream].isReported = false
  }

  /// Looks for streams that have stood still for too long. To be called several times a second
  /// and before every change to the network, so that no path's end hides a gap.
  public mutating func inspect(paths: LivePaths, at now: Instant) -> [Violation] {
    var violations: [Violation] = []
    for index in streams.indices where !streams[index].isReported {
      let stream = streams[index]
      let gap = standstill(of: stream, paths: paths, at: now)
      longestGap = max(longestGap, gap)
      guard gap > bound else { continue }
      streams[index].isReported = true
      violations.append(
        Violation(
          time: now, promise: .recovery,
          account: "nothing from host \(stream.source) to host \(stream.destination) since "
            + "\(SecondsNotation.print(stream.lastDelivery.nanoseconds)) s; a path has been live "
            + "for \(SecondsNotation.print(gap.nanoseconds)) s"))
    }
    return violations
  }

  private func standstill(of stream: Stream, paths: LivePaths, at now: Instant) -> Interval {
    let since = paths.liveSince(from: stream.source, to: stream.destination)
    guard since != .never else { return .zero }
    return now - max(since, stream.lastDelivery)
  }
}
