// The prefix plane's answer to "which next hops lead there, best first?".

extension Node {
  mutating func originateByPrefix(
    _ header: PacketHeader, now: Instant
  ) -> (header: PacketHeader, verdict: Verdict) {
    var header = header
    header.hopLimit = Limits.prefixHopLimit
    guard header.destination != identity else { return (header, .deliver) }
    let route = prefixRoute(to: header.destination)
    let step = Step(arrival: -1, source: -1, transmissionsLeft: header.hopLimit)
    let wantsCopies = header.trafficClass == .redundant
    guard let hops = select(route, step, copies: wantsCopies, now: now) else {
      return (header, .drop(.noRoute))
    }
    header.isCopied = hops.count > 1
    return (header, .forward(hops))
  }

  mutating func routeByPrefix(
    _ header: PacketHeader, from link: LinkID, now: Instant
  ) -> Verdict {
    let step = Step(
      arrival: links[link.index].neighbour, source: slot(of: header.source) ?? -1,
      transmissionsLeft: header.hopLimit - 1)
    let route = prefixRoute(to: header.destination)
    guard let hops = select(route, step, copies: false, now: now) else {
      return .drop(.noRoute)
    }
    return .forward(hops)
  }

  /// Straight there if there is a link, else the nodes of the entry that leads on, the primary
  /// first.
  func prefixRoute(to destination: NodeID) -> Route {
    var route = Route()
    let direct = prefix.peers.slot(of: destination)
    if let direct, prefix.peers[direct]?.isLinked == true {
      insertLinks(of: direct, cost: 0, isDirect: true, into: &route)
    }
    if let (level, digit) = prefix.table.step(toward: destination) {
      let entry = prefix.table[level, digit]
      for rank in 0..<entry.count where entry[rank] != direct {
        insertLinks(of: entry[rank], cost: Double(rank + 1), isDirect: false, into: &route)
      }
    }
    return route
  }

  private func insertLinks(
    of slot: Int, cost: Double, isDirect: Bool, into route: inout Route
  ) {
    let list = linkLists[Self.firstPeer + slot]
    for rank in 0..<list.count {
      let quality = links[list[rank].index].quality
      guard quality.state != .down else { continue }
      let isReachable =
        quality.state == .up && 1 - quality.forwardLoss >= prefix.profile.reachableThreshold
      route.insert(
        Candidate(
          link: list[rank], neighbour: Self.firstPeer + slot, isDirect: isDirect,
          isReachable: isReachable, cost: cost + quality.roundTrip.inSeconds / 1_000))
    }
  }

  /// The routing table, for people and checkers: entries that hold anybody.
  public func tableEntries() -> [TableEntry] {
    var entries: [TableEntry] = []
    for level in 0..<prefix.table.levels {
      for digit in 0..<prefix.profile.base.count {
        let slots = prefix.table[level, digit]
        guard slots.count > 0 else { continue }
        let nodes = (0..<slots.count).map { prefix.peers.node(in: slots[$0]) }
        entries.append(TableEntry(level: level, digit: digit, nodes: nodes))
      }
    }
    return entries
  }
}
