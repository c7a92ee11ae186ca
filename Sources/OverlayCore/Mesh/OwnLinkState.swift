/// Our own links as we publish them: versioned, so that neighbours ask for changes only.
///
/// A change of state is published at once. A drift of the measured values is published when it
/// would matter to a path choice, and at most once a second for each link: on an idle network
/// the whole exchange falls silent.
struct OwnLinkState {
  private struct Published {
    var state = LinkState.down
    var roundTrip = Interval.zero
    var loss = 0.0
    var datagramBytes = Limits.datagramBytesBase
    var version: UInt64 = 0
    var at = Instant.zero
  }

  private var published: [Published]
  /// The version after the newest change.
  private(set) var version: UInt64

  /// Versions start from the incarnation, so that they grow across restarts.
  init(capacity: Int, incarnation: UInt64) {
    published = Array(repeating: Published(), count: capacity)
    version = incarnation << 20
  }

  /// Compares a link with what was published; true when a new version was made.
  mutating func refresh(_ slot: Int, quality: LinkQuality?, now: Instant) -> Bool {
    let state = quality?.state ?? .down
    let roundTrip = quality?.roundTrip ?? .zero
    let loss = quality?.forwardLoss ?? 0
    let datagramBytes = quality?.datagramBytesMax ?? Limits.datagramBytesBase
    let old = published[slot]
    let isResized = datagramBytes != old.datagramBytes && now - old.at >= .seconds(1)
    let hasDrifted =
      state == .up && (isResized || matters(roundTrip, loss, beside: old, now: now))
    guard state != old.state || hasDrifted else { return false }
    version += 1
    published[slot] = Published(
      state: state, roundTrip: roundTrip, loss: loss, datagramBytes: datagramBytes,
      version: version, at: now)
    return true
  }

  /// The changes after `held`, oldest first, at most one frame full; nil when there are none.
  func changes(after held: UInt64, node: (Int) -> NodeID) -> LinkStateUpdate? {
    guard held < version else { return nil }
    let newer = published.indices
      .filter { published[$0].version > held }
      .sorted { published[$0].version < published[$1].version }
    let batch = newer.prefix(Limits.linkStateEntriesMax)
    let isLast = batch.count == newer.count
    let entries = batch.map { slot in
      LinkStateUpdate.Entry(
        node: node(slot), state: published[slot].state, roundTrip: published[slot].roundTrip,
        loss: published[slot].loss, datagramBytes: published[slot].datagramBytes)
    }
    let last = batch.last.map { published[$0].version } ?? version
    return LinkStateUpdate(
      fromVersion: held, toVersion: isLast ? version : last, entries: entries)
  }

  private func matters(
    _ roundTrip: Interval, _ loss: Double, beside old: Published, now: Instant
  ) -> Bool {
    guard now - old.at >= .seconds(1) else { return false }
    let drift = max(roundTrip, old.roundTrip) - min(roundTrip, old.roundTrip)
    let isSlower = drift > old.roundTrip.scaled(by: 0.1) + .milliseconds(1)
    let lossDrift = (loss - old.loss).magnitude
    return isSlower || lossDrift > max(0.01, old.loss * 0.2)
  }
}
