// Path choice: straight there or through one relay, by the class's metric, with hysteresis.

extension Node {
  /// Brings the route to a member up to date and returns its place in the table.
  ///
  /// Routes are computed when they are used: whenever something may have changed
  /// (`generation`), and for the drift of measurements once in every `routeInterval`.
  mutating func freshRoute(
    to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> Int {
    let index = slot * TrafficClass.allCases.count + Int(trafficClass.rawValue)
    let interval = configuration.mesh.routeInterval.nanoseconds
    let epoch = generation &* 0x1_0000_0000 &+ now.nanoseconds / interval
    guard routes[index].generation != epoch else { return index }
    let before = routes[index].first
    routes[index] = recompute(slot, trafficClass, keeping: before, now: now)
    routes[index].generation = epoch
    noteChange(of: index, to: slot, trafficClass, from: before, now: now)
    return index
  }

  private mutating func noteChange(
    of index: Int, to slot: Int, _ trafficClass: TrafficClass, from before: Candidate?,
    now: Instant
  ) {
    guard let first = routes[index].first, first.link != before?.link else { return }
    routes[index].changedAt = now
    routes[index].switches += before == nil ? 0 : 1
    let relay = first.isDirect ? nil : members.node(in: first.neighbour)
    let destination = members.node(in: slot)
    enqueue(
      .event(.routeChanged(destination, trafficClass, relay: relay, link: first.link)))
  }

  /// All ways to `slot`, the best four kept; the current first choice stays first unless it is
  /// beaten by more than the hysteresis or no longer reachable.
  func recompute(
    _ slot: Int, _ trafficClass: TrafficClass, keeping current: Candidate?, now: Instant
  ) -> Route {
    let index = slot * TrafficClass.allCases.count + Int(trafficClass.rawValue)
    var route = routes[index]
    route.removeAll()
    var kept: Candidate?
    for neighbour in 1..<members.capacity {
      let list = linkLists[neighbour]
      for rank in 0..<list.count {
        let isInUse = list[rank] == current?.link
        guard
          let found = candidate(list[rank], to: slot, trafficClass, isInUse: isInUse, now: now)
        else { continue }
        route.insert(found)
        if isInUse { kept = found }
      }
    }
    if let kept, kept.isReachable, let best = route.first, best.link != kept.link,
      best.cost >= PathMetric.switchingBound(kept.cost, for: trafficClass) || !best.isReachable
    {
      route.promote(kept)
    }
    return route
  }

  /// The way to `slot` that begins with `link`; nil when it leads nowhere.
  func candidate(
    _ id: LinkID, to slot: Int, _ trafficClass: TrafficClass, isInUse: Bool, now: Instant
  ) -> Candidate? {
    let quality = links[id.index].quality
    let neighbour = links[id.index].neighbour
    guard quality.state != .down, members.isPresent(neighbour) else { return nil }
    let isDirect = neighbour == slot
    let offer = isDirect ? .up : database.offer(from: neighbour, to: slot, now: now)
    guard offer != .down else { return nil }
    let state = offer == .up ? quality.state : offer
    let path = path(quality, through: neighbour, to: slot)
    return Candidate(
      link: id, neighbour: neighbour, isDirect: isDirect,
      isReachable: state == .up && 1 - path.loss >= configuration.mesh.reachableThreshold,
      datagramBytes: datagramBytes(quality, through: neighbour, to: slot),
      cost: PathMetric.cost(path, for: trafficClass, state: state, isInUse: isInUse))
  }

  /// What is known of the path over a link of that quality to `neighbour`, and on to `slot`.
  func path(_ quality: LinkQuality, through neighbour: Int, to slot: Int) -> PathQuality {
    let path = PathQuality(roundTrip: quality.roundTrip, loss: quality.forwardLoss)
    guard neighbour != slot else { return path }
    let report = database.report(from: neighbour, to: slot)
    return path.extended(roundTrip: report.roundTrip, loss: report.loss)
  }

  /// Whether any route leads to the node, straight or through a relay.
  public func reaches(_ node: NodeID, now: Instant) -> Bool {
    if plane == .prefix { return reachesByPrefix(node, now: now) }
    guard let slot = members.slot(of: node), slot != 0, members.isPresent(slot) else {
      return false
    }
    return recompute(slot, .balanced, keeping: nil, now: now).first != nil
  }
}
