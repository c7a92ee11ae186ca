// What people see of a node. These allocate and are for the command line, not for packets.

extension Node {
  /// Every link, by number.
  public func linkReports(now: Instant) -> [LinkReport] {
    links.filter { !$0.isVacant }.map { link in
      LinkReport(
        link: link.id, neighbour: node(in: link.neighbour), role: link.role, quality: link.quality,
        isSizeFound: link.sizes.isFound, stateSince: link.stateSince,
        beaconInterval: link.beaconInterval(at: now), counters: link.counters)
    }
  }

  /// The route to every member under every class.
  public func routeReports(now: Instant) -> [RouteReport] {
    (1..<members.capacity).filter { members.isPresent($0) }.flatMap { slot in
      (0..<UInt8(configuration.classes.count)).compactMap(TrafficClass.init)
        .map { report(to: slot, $0, now: now) }
    }
  }

  /// The route to one member under one class; nil when it is not one.
  public func routeReport(
    to destination: NodeID, _ trafficClass: TrafficClass, now: Instant
  ) -> RouteReport? {
    guard let slot = members.slot(of: destination), slot != 0, members.isPresent(slot) else {
      return nil
    }
    return report(to: slot, trafficClass, now: now)
  }

  /// How packets for a node set out under the prefix plane; the way beyond the first hop is the
  /// next node's to choose.
  public func prefixReport(to destination: NodeID, now: Instant) -> RouteReport {
    let route = ownRoute(to: destination, now: now)
    let paths = (0..<route.count).map { rank in
      let quality = links[route[rank].link.index].quality
      return PathReport(
        relay: route[rank].isDirect ? nil : node(in: route[rank].neighbour),
        link: route[rank].link, cost: route[rank].cost,
        latencyMilliseconds: quality.roundTrip.inMilliseconds / 2, loss: quality.forwardLoss)
    }
    let direct = prefix.peers.slot(of: destination).map { linkLists[Self.firstPeer + $0] }
    let states = direct.map { list in (0..<list.count).map { links[list[$0].index].state } } ?? []
    return RouteReport(
      destination: destination, trafficClass: .balanced, paths: paths,
      directState: states.max { $0.rawValue < $1.rawValue }, switches: 0, changedAt: .zero)
  }

  /// Members that are part of the network, ourselves included.
  public var presentMembers: [NodeID] {
    (0..<members.capacity).filter { members.isPresent($0) }.map { members.node(in: $0) }
  }

  private func report(to slot: Int, _ trafficClass: TrafficClass, now: Instant) -> RouteReport {
    let index = place(of: slot, trafficClass)
    let route = recompute(slot, trafficClass, keeping: routes[index].first, now: now)
    let paths = (0..<route.count).map { rank in
      describe(route[rank], to: slot)
    }
    let list = linkLists[slot]
    let states = (0..<list.count).map { links[list[$0].index].state }
    return RouteReport(
      destination: members.node(in: slot), trafficClass: trafficClass, paths: paths,
      forbidden: forbiddenWays(to: slot, trafficClass, now: now),
      directState: states.max { $0.rawValue < $1.rawValue }, switches: routes[index].switches,
      changedAt: routes[index].changedAt)
  }

  private func describe(_ candidate: Candidate, to slot: Int) -> PathReport {
    let path = path(links[candidate.link.index].quality, through: candidate.neighbour, to: slot)
    return PathReport(
      relay: candidate.isDirect ? nil : members.node(in: candidate.neighbour),
      link: candidate.link, cost: candidate.cost,
      latencyMilliseconds: path.latencyMilliseconds, loss: path.loss,
      variationMilliseconds: path.variationMilliseconds, throughput: path.throughput,
      isWithinBounds: candidate.tier == 0)
  }
}
