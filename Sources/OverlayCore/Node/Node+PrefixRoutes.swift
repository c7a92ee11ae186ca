// The prefix plane's answer to "which next hops lead there, best first?".

extension Node {
  mutating func originateByPrefix(
    _ header: PacketHeader, now: Instant
  ) -> (header: PacketHeader, verdict: Verdict) {
    var header = header
    header.hopLimit = Limits.prefixHopLimit
    guard header.destination != identity else { return (header, .deliver) }
    let step = Step(arrival: -1, source: -1, transmissionsLeft: header.hopLimit)
    let wantsCopies = configuration.classes[header.trafficClass].redundancy != .single
    guard let hops = selectByPrefix(header, step, copies: wantsCopies, now: now) else {
      return (header, .drop(.noRoute))
    }
    header.mark(hops)
    return (header, .forward(hops))
  }

  mutating func routeByPrefix(
    _ header: PacketHeader, from link: LinkID, now: Instant
  ) -> Verdict {
    let step = Step(
      arrival: links[link.index].neighbour, source: slot(of: header.source) ?? -1,
      transmissionsLeft: header.hopLimit - 1)
    guard let hops = selectByPrefix(header, step, copies: false, now: now) else {
      return .drop(.noRoute)
    }
    return .forward(hops)
  }

  private mutating func selectByPrefix(
    _ header: PacketHeader, _ step: Step, copies: Bool, now: Instant
  ) -> Hops? {
    let place =
      header.isTowardKey
      ? prefix.table.step(toward: header.destination)
      : prefix.table.place(of: header.destination)
    var route = prefixRoute(
      to: header.destination, over: place, throughAnyone: header.isTowardKey)
    if !configuration.policy.isEmpty { route = permitted(route, header, now: now) }
    guard !header.isTowardKey else { return select(route, step, copies: copies, now: now) }
    if !hasUpLink(route, step), let hops = stepAside(header, step, now: now) { return hops }
    guard var hops = select(route, step, copies: copies, now: now) else { return nil }
    if !narrowPaths.isEmpty { narrow(&hops, toward: header.destination, now: now) }
    return hops
  }

  /// Straight there if there is a link, else the nodes of the entry that leads on, the primary
  /// first.
  ///
  /// A packet's entry is the one where its destination belongs: all in it share more digits with the
  /// destination than this node does. What goes to a key's root goes by surrogate routing.
  ///
  /// - Parameters:
  ///   - destination: Where it goes.
  ///   - place: The entry that leads on.
  ///   - throughAnyone: Whether nodes may pass it on that are no relays: what goes to a key's root, which
  ///     follows from IDs alone.
  func prefixRoute(
    to destination: NodeID, over place: (level: Int, digit: Int)?, throughAnyone: Bool = false
  ) -> Route {
    var route = Route()
    let direct = prefix.peers.slot(of: destination)
    if let direct, prefix.peers[direct]?.isLinked == true {
      insertLinks(of: direct, cost: 0, isDirect: true, into: &route)
    }
    guard let place else { return route }
    let entry = prefix.table[place.level, place.digit]
    for rank in 0..<entry.count where entry[rank] != direct {
      insertLinks(
        of: entry[rank], cost: Double(rank + 1), isDirect: false, throughAnyone: throughAnyone,
        into: &route)
    }
    return route
  }

  func insertLinks(
    of slot: Int, cost: Double, isDirect: Bool, throughAnyone: Bool = false,
    into route: inout Route
  ) {
    let list = linkLists[Self.firstPeer + slot]
    for rank in 0..<list.count {
      let quality = links[list[rank].index].quality
      guard quality.state != .down,
        isDirect || throughAnyone || links[list[rank].index].mayRelay
      else { continue }
      let isReachable =
        quality.state == .up && 1 - quality.forwardLoss >= prefix.profile.reachableThreshold
      route.insert(
        Candidate(
          link: list[rank], neighbour: Self.firstPeer + slot, isDirect: isDirect,
          isReachable: isReachable, datagramBytes: UInt16(quality.datagramBytesMax),
          cost: cost + quality.roundTrip.inSeconds / 1_000))
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
