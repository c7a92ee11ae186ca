/// How fast each neighbour may bring frames, so that a flood ends at the first honest node.
///
/// By neighbour and not by origin: the session proves who the neighbour is, while an origin can be
/// invented. A neighbour that passes on too much of another's flood is cut back with it, and cuts
/// back in turn. Whoever opens a session anew is remembered, so that this refills nothing.
struct NeighbourLimiter: Sendable {
  private struct Entry: Sendable {
    var neighbour: NodeID
    var gates = InlineArray<6, RateGate>(repeating: RateGate())

    func isIdle(at now: Instant) -> Bool {
      for lane in gates.indices where !gates[lane].isFull(at: now) { return false }
      return true
    }
  }

  /// Sorted by neighbour.
  private var entries: [Entry] = []

  /// How many neighbours are counted.
  var count: Int { entries.count }

  /// Whether a neighbour may bring one more frame now; counts it.
  ///
  /// - Parameters:
  ///   - lane: What is counted together, 0...5.
  ///   - perSecond: The highest lasting rate.
  ///   - burst: How much time's worth may come at once.
  mutating func admits(
    lane: Int, from neighbour: NodeID, perSecond: UInt64, burst: Interval, now: Instant
  ) -> Bool {
    guard let index = index(of: neighbour, now: now) else { return false }
    let spacing = Interval(nanoseconds: 1_000_000_000 / max(1, perSecond))
    return entries[index].gates[lane].admits(spacing: spacing, burst: burst, now: now)
  }

  /// The neighbour's place, made when there is none; nil when all places are in use.
  private mutating func index(of neighbour: NodeID, now: Instant) -> Int? {
    let known = place(of: neighbour)
    if known < entries.count, entries[known].neighbour == neighbour { return known }
    if entries.count >= Limits.limitedNeighboursMax {
      entries.removeAll { $0.isIdle(at: now) }
      guard entries.count < Limits.limitedNeighboursMax else { return nil }
    }
    let place = place(of: neighbour)
    entries.insert(Entry(neighbour: neighbour), at: place)
    return place
  }

  private func place(of neighbour: NodeID) -> Int {
    entries.sortedIndex(notBefore: { $0.neighbour < neighbour })
  }
}
