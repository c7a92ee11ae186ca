/// How fast each neighbour may bring frames of the directory, so that a flood ends at the first
/// honest node.
///
/// By neighbour and not by origin: the session proves who the neighbour is, while an origin can be
/// invented. A neighbour that passes on too much of another's flood is cut back with it, and cuts
/// back in turn.
struct DirectoryLimiter: Sendable {
  private struct Entry: Sendable {
    var neighbour: NodeID
    var publishes = RateGate()
    var lookups = RateGate()
    var replies = RateGate()

    func isIdle(at now: Instant) -> Bool {
      publishes.isFull(at: now) && lookups.isFull(at: now) && replies.isFull(at: now)
    }
  }

  /// Sorted by neighbour.
  private var entries: [Entry] = []

  /// How many neighbours are counted.
  var count: Int { entries.count }

  /// Whether a frame of this kind may come from this neighbour now; counts it.
  mutating func admits(
    _ kind: FrameKind, from neighbour: NodeID, within profile: DirectoryProfile, now: Instant
  ) -> Bool {
    guard let index = index(of: neighbour, now: now) else { return false }
    switch kind {
    case .directoryPublish, .directoryRemove:
      return entries[index].publishes.admits(
        spacing: Self.spacing(profile.publishesPerSecond), burst: profile.burst, now: now)
    case .directoryLookup:
      return entries[index].lookups.admits(
        spacing: Self.spacing(profile.lookupsPerSecond), burst: profile.burst, now: now)
    default:
      return entries[index].replies.admits(
        spacing: Self.spacing(profile.repliesPerSecond), burst: profile.burst, now: now)
    }
  }

  private static func spacing(_ perSecond: UInt64) -> Interval {
    Interval(nanoseconds: 1_000_000_000 / max(1, perSecond))
  }

  /// The neighbour's place, made when there is none; nil when all places are in use.
  private mutating func index(of neighbour: NodeID, now: Instant) -> Int? {
    let known = place(of: neighbour)
    if known < entries.count, entries[known].neighbour == neighbour { return known }
    if entries.count >= Limits.directoryNeighboursMax {
      entries.removeAll { $0.isIdle(at: now) }
      guard entries.count < Limits.directoryNeighboursMax else { return nil }
    }
    let place = place(of: neighbour)
    entries.insert(Entry(neighbour: neighbour), at: place)
    return place
  }

  private func place(of neighbour: NodeID) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].neighbour < neighbour { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
