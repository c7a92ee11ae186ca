// How fast neighbours may bring what costs more to answer than to send.

extension PrefixPlane {
  /// Whether a neighbour may bring a frame of this kind now; counts it, or its refusal.
  mutating func admits(_ kind: FrameKind, from neighbour: NodeID, now: Instant) -> Bool {
    let (lane, perSecond) =
      switch kind {
      case .tableRequest: (0, profile.requestsPerSecond)
      case .tableSummary: (1, profile.summariesPerSecond)
      case .announcement: (2, profile.announcementsPerSecond)
      case .relayNote: (4, profile.relayNotesPerSecond)
      default: (3, profile.hearsayPerSecond)
      }
    let isAdmitted = limiter.admits(
      lane: lane, from: neighbour, perSecond: perSecond, burst: profile.burst, now: now)
    guard !isAdmitted else { return true }
    switch kind {
    case .tableRequest: counters.limitedRequests += 1
    case .tableSummary: counters.limitedSummaries += 1
    case .announcement: counters.limitedAnnouncements += 1
    case .relayNote: counters.limitedRelayNotes += 1
    default: counters.limitedHearsay += 1
    }
    return false
  }

  /// Whether a neighbour's packet toward a key may be carried by this node, which is no relay.
  mutating func admitsTowardKey(from slot: Int, now: Instant) -> Bool {
    guard peers[slot] != nil else { return false }
    return limiter.admits(
      lane: 5, from: peers.node(in: slot), perSecond: profile.keyPacketsPerSecond,
      burst: profile.burst, now: now)
  }
}
