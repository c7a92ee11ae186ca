import OverlayCore

/// Which places in the table of peers are held by initiations that were answered and whose senders have
/// not used the keys yet.
///
/// An initiation of a member that was unknown needs a place for its session, but may be a replay: whoever
/// has recorded many members' can send them all. So such places are few, come on top of those of peers, and
/// go back when the answer expires. While there is room everybody gets one. When there is none:
///
/// - Whoever has not proved to receive where it says it is has to do that first, and has at most half
///   of them.
/// - Who has proved it takes the oldest place of those that have not, or else of the source that holds most
///   of them, if that holds more than its own (max-min fairness, as in the core's `TableShares`).
/// - Otherwise the oldest of its own source's, once that has had the time for a round trip. Honest ones
///   confirm within it; whoever replays to fill all places does not keep its neighbours out.
struct ProvisionalPlaces {
  /// Places at once under the prefix plane, and in a mesh.
  static let max = 64
  static let meshMax = Limits.membersMax / 4
  /// For how long a place is kept from the next initiation of the same source.
  static let hold = Interval.milliseconds(250)

  private struct Entry {
    let place: Int
    var source: UInt128
    var isProven: Bool
    var since: Instant
  }

  /// Oldest first.
  private var entries: [Entry] = []

  /// How many there are.
  var count: Int { entries.count }

  /// Whether a peer's place is one of them.
  func contains(_ place: Int) -> Bool { entries.contains { $0.place == place } }

  /// What an initiation of somebody unknown may have.
  enum Room: Hashable {
    /// One more place.
    case free
    /// That of a peer which gives way.
    case instead(of: Int)
    /// Nothing before its sender has proved to receive where it says it is.
    case afterProof
    /// Nothing.
    case none
  }

  /// Whether there is a place for an initiation, of `limit` in all.
  func room(
    for source: UInt128, isProven: Bool, limit: Int, now: Instant
  ) -> Room {
    guard isProven else {
      let others = entries.count { !$0.isProven }
      return entries.count < limit && others < limit / 2 ? .free : .afterProof
    }
    guard entries.count >= limit else { return .free }
    if let unproven = entries.first(where: { !$0.isProven }) { return .instead(of: unproven.place) }
    let own = entries.count { $0.source == source }
    var (most, oldest) = (0, 0)
    for index in entries.indices {
      let held = entries.count { $0.source == entries[index].source }
      if held > most { (most, oldest) = (held, index) }
    }
    if own < most { return .instead(of: entries[oldest].place) }
    guard let oldest = entries.first(where: { $0.source == source }),
      now - oldest.since > Self.hold
    else { return .none }
    return .instead(of: oldest.place)
  }

  /// A place was taken for an initiation.
  mutating func insert(_ place: Int, from source: UInt128, isProven: Bool, now: Instant) {
    entries.append(Entry(place: place, source: source, isProven: isProven, since: now))
  }

  /// A newer initiation of the same peer's was answered; no change for a peer that has confirmed.
  mutating func renew(_ place: Int, from source: UInt128, isProven: Bool, now: Instant) {
    guard let index = entries.firstIndex(where: { $0.place == place }) else { return }
    entries.remove(at: index)
    insert(place, from: source, isProven: isProven, now: now)
  }

  /// A place is given back, or its peer has confirmed.
  mutating func remove(_ place: Int) { entries.removeAll { $0.place == place } }
}
