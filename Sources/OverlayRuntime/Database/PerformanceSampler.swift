internal import OverlayCore

/// Looks at the links again and again, and gathers what it sees until a window of wall-clock time
/// is over.
///
/// Windows begin at whole multiples of their length since 1970, so that those of several hosts can
/// be laid over each other.
struct PerformanceSampler {
  private let windowSeconds: UInt64
  private let interval: Interval
  private var window: UInt64 = 0
  private var sampledAt = Instant.never
  private var neighbours: [NodeID: NeighbourSamples] = [:]
  /// When to look next.
  private(set) var dueAt = Instant.zero

  /// A sampler for windows of so many seconds, each of at most ``RuntimeLimits/samplesPerWindow``
  /// looks.
  init(windowSeconds: Int) {
    self.windowSeconds = UInt64(windowSeconds)
    let samples = UInt64(RuntimeLimits.samplesPerWindow)
    interval = .seconds(max(1, (self.windowSeconds + samples - 1) / samples))
  }

  /// Takes a change of a link's state.
  mutating func note(_ neighbour: NodeID, _ state: LinkState) {
    guard neighbours[neighbour] != nil || neighbours.count < RuntimeLimits.sampledNeighbours else {
      return
    }
    neighbours[neighbour, default: NeighbourSamples()].note(state)
  }

  /// Looks at the links, and returns the window that has just ended, if one has.
  ///
  /// - Parameters:
  ///   - links: every link as it is now.
  ///   - now: the present.
  ///   - unixSeconds: the same by the wall clock.
  ///   - name: what a neighbour is called.
  mutating func look(
    at links: [LinkReport], now: Instant, unixSeconds: UInt64, name: (NodeID) -> String
  ) -> SampleBatch? {
    dueAt = now + interval
    let current = unixSeconds / windowSeconds
    let ended = current == window ? nil : finish(name: name)
    window = current
    var best: [NodeID: (quality: LinkQuality, sent: UInt64, received: UInt64)] = [:]
    for link in links {
      let (sent, received) = (link.counters.dataBytesSent, link.counters.dataBytesReceived)
      guard var known = best[link.neighbour] else {
        best[link.neighbour] = (link.quality, sent, received)
        continue
      }
      known.sent &+= sent
      known.received &+= received
      if Self.isBetter(link.quality, than: known.quality) { known.quality = link.quality }
      best[link.neighbour] = known
    }
    let elapsed = sampledAt == .never ? .zero : now - sampledAt
    sampledAt = now
    for (neighbour, seen) in best {
      guard neighbours[neighbour] != nil || neighbours.count < RuntimeLimits.sampledNeighbours
      else { continue }
      neighbours[neighbour, default: NeighbourSamples()].add(
        seen.quality, sent: seen.sent, received: seen.received, since: elapsed)
    }
    return ended
  }

  private static func isBetter(_ one: LinkQuality, than other: LinkQuality) -> Bool {
    guard one.state == other.state else { return one.state.rawValue > other.state.rawValue }
    return one.roundTrip > .zero && one.roundTrip < other.roundTrip
  }

  /// Ends the present window, whether it is over or not; nil when nothing was seen in it.
  mutating func finish(name: (NodeID) -> String) -> SampleBatch? {
    var series = neighbours.keys.sorted { name($0) < name($1) }.map { neighbour in
      (neighbour, neighbours[neighbour]?.take(of: name(neighbour)) ?? [])
    }
    // Whoever was not seen during a whole window is a neighbour no more.
    for (neighbour, found) in series where found.isEmpty { neighbours[neighbour] = nil }
    series.removeAll { $0.1.isEmpty }
    guard !series.isEmpty else { return nil }
    return SampleBatch(
      start: Int64(window * windowSeconds), seconds: Int64(windowSeconds),
      series: series.flatMap(\.1))
  }
}
