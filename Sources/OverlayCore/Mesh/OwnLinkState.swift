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
    var variation = Interval.zero
    var delivered: UInt64 = 0
    var version: UInt64 = 0
    var at = Instant.zero
  }

  private var published: [Published]
  /// The version after the newest change.
  private(set) var version: UInt64

  /// Versions start from the incarnation, so that they grow across restarts. Its lowest 43 bits are
  /// ample for that, and leave room above, so that no incarnation is one from which a version could
  /// overflow.
  init(capacity: Int, incarnation: UInt64) {
    published = Array(repeating: Published(), count: capacity)
    version = (incarnation & (1 << 43 - 1)) << 20
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
      state == .up
      && (isResized || matters(roundTrip, loss, beside: old, now: now)
        || quality.map { matters($0.variation, $0.delivered, beside: old, now: now) } ?? false)
    guard state != old.state || hasDrifted else { return false }
    version += 1
    published[slot] = Published(
      state: state, roundTrip: roundTrip, loss: loss, datagramBytes: datagramBytes,
      variation: quality?.variation ?? .zero, delivered: quality?.delivered ?? 0,
      version: version, at: now)
    return true
  }

  /// Notes that an application has said something new of a link.
  mutating func touch(_ slot: Int) {
    version += 1
    published[slot].version = version
  }

  /// The changes after `held`, oldest first, at most one frame full; nil when there are none.
  ///
  /// - Parameters:
  ///   - held: The version that the neighbour holds.
  ///   - node: Who is in a slot.
  ///   - values: What applications reported of the link to a slot.
  func changes(
    after held: UInt64, node: (Int) -> NodeID, values: (Int) -> [MetricValue]
  ) -> LinkStateUpdate? {
    guard held < version else { return nil }
    let newer = published.indices
      .filter { published[$0].version > held }
      .sorted { published[$0].version < published[$1].version }
    var entries: [LinkStateUpdate.Entry] = []
    var bytes = LinkStateUpdate.headerBytes
    for slot in newer.prefix(Limits.linkStateEntriesMax) {
      let entry = LinkStateUpdate.Entry(
        node: node(slot), state: published[slot].state, roundTrip: published[slot].roundTrip,
        loss: published[slot].loss, datagramBytes: published[slot].datagramBytes,
        variation: published[slot].variation, delivered: published[slot].delivered,
        values: values(slot))
      bytes += entry.byteCount
      guard bytes <= Limits.controlFrameBytesMax else { break }
      entries.append(entry)
    }
    let isLast = entries.count == newer.count
    let last = entries.isEmpty ? version : published[newer[entries.count - 1]].version
    return LinkStateUpdate(
      fromVersion: held, toVersion: isLast ? version : last, entries: entries)
  }

  /// Variation and delivered rates decide less often and drift more: twice as much is news, once in ten
  /// seconds. On fifty idle hosts whose delays waver, half as much again once a second would have
  /// doubled all control traffic.
  private func matters(
    _ variation: Interval, _ delivered: UInt64, beside old: Published, now: Instant
  ) -> Bool {
    guard now - old.at >= .seconds(10) else { return false }
    let isRougher = variation > old.variation * 2 + .milliseconds(4)
    let isSmoother = variation * 2 + .milliseconds(4) < old.variation
    let isFaster = delivered > max(old.delivered * 2, 65_536)
    let isSlower = delivered < old.delivered / 4
    return isRougher || isSmoother || isFaster || isSlower
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
