// What a packet does under prefix routing when no link that leads on is up.
//
// The entry for the next digit has three nodes at most, and close to the destination often one: the
// destination itself. When router links fail, all of them are cut off together more often than
// chance would have it. The packet then steps aside: to a node that has offered itself as a relay
// to the destination (Node+PrefixRelays.swift), or else to any node that this one has a working link
// to, those that share most digits with the destination first. Which of them is drawn by flow, so
// that a flow stays on one way and many flows use many.
//
// Every hop that is no side step adds to the digits shared with the destination, and a packet steps
// aside three times in its life at most: it goes in circles no more than that.

extension Node {
  /// Whether any of the candidates that the packet may take has a link that is up, however lossy.
  func hasUpLink(_ route: borrowing Route, _ step: Step) -> Bool {
    for rank in 0..<route.count {
      let candidate = route[rank]
      if step.allows(candidate), links[candidate.link.index].state == .up { return true }
    }
    return false
  }

  /// The way aside; nil when there is none or the packet has stepped aside too often.
  mutating func stepAside(_ header: PacketHeader, _ step: Step, now: Instant) -> Hops? {
    guard prefix.profile.stepsAside else { return nil }
    if header.sideSteps < Limits.sideStepsMax {
      let relayed = relayed(to: header.destination, now: now)
      if hasUpLink(relayed, step), var hops = select(relayed, step, copies: false, now: now) {
        hops.isAside = true
        return hops
      }
    }
    guard let slot = bestAside(header, step) else { return nil }
    let base = prefix.profile.base
    let digits = base.sharedDigits(prefix.peers.node(in: slot), header.destination)
    let isAside = digits <= base.sharedDigits(identity, header.destination)
    guard !isAside || header.sideSteps < Limits.sideStepsMax else { return nil }
    var route = Route()
    insertLinks(of: slot, cost: 0, isDirect: false, into: &route)
    var hops = select(route, step, copies: false, now: now)
    hops?.isAside = isAside
    return hops
  }

  /// The ways that packets of our own may take, those aside when no other is up: for reports, not for
  /// packets.
  func ownRoute(to destination: NodeID, now: Instant) -> Route {
    let own = Step(arrival: -1, source: -1, transmissionsLeft: Limits.prefixHopLimit)
    let route = prefixRoute(to: destination, over: prefix.table.place(of: destination))
    if hasUpLink(route, own) { return route }
    let aside = waysAside(to: destination, own, now: now)
    return aside.first == nil ? route : aside
  }

  /// Whether packets for a node have anywhere to go to.
  func reachesByPrefix(_ node: NodeID, now: Instant) -> Bool {
    node != identity && ownRoute(to: node, now: now).first != nil
  }

  private func waysAside(to destination: NodeID, _ step: Step, now: Instant) -> Route {
    let relayed = relayed(to: destination, now: now)
    if hasUpLink(relayed, step) { return relayed }
    let header = PacketHeader(
      hopLimit: Limits.prefixHopLimit, trafficClass: .balanced, kind: .probe, flowLabel: 0,
      sequence: 0, source: identity, destination: destination)
    var route = Route()
    if let slot = bestAside(header, step) {
      insertLinks(of: slot, cost: 0, isDirect: false, into: &route)
    }
    return route
  }

  /// The peer with a working link that shares most digits with the destination, among equals the one
  /// that the flow draws.
  private func bestAside(_ header: PacketHeader, _ step: Step) -> Int? {
    let salt = UInt64(header.flowLabel) << 2 | UInt64(header.sideSteps)
    var (best, bestDigits, bestDraw): (Int?, Int, UInt64) = (nil, -1, 0)
    for slot in 0..<prefix.peers.capacity {
      let neighbour = Self.firstPeer + slot
      guard neighbour != step.arrival, neighbour != step.source, hasReachableLink(to: neighbour)
      else { continue }
      let node = prefix.peers.node(in: slot)
      let digits = prefix.profile.base.sharedDigits(node, header.destination)
      guard digits >= bestDigits else { continue }
      let draw = Self.draw(node, salt)
      if digits > bestDigits || draw > bestDraw {
        (best, bestDigits, bestDraw) = (slot, digits, draw)
      }
    }
    return best
  }

  private func hasReachableLink(to neighbour: Int) -> Bool {
    let list = linkLists[neighbour]
    for rank in 0..<list.count {
      let link = list[rank].index
      if links[link].state == .up,
        1 - links[link].forwardLoss.share >= prefix.profile.reachableThreshold
      {
        return true
      }
    }
    return false
  }

  /// SplitMix64's finalizer over a node and a number.
  private static func draw(_ node: NodeID, _ salt: UInt64) -> UInt64 {
    var mixed = UInt64(truncatingIfNeeded: node.value) ^ (salt &* 0x9e37_79b9_7f4a_7c15)
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
