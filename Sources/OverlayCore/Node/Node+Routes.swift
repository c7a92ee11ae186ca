// Path choice: straight there or through one relay, by the class's metric, with hysteresis.

extension Node {
  /// Brings the route to a member up to date and returns its place in the table.
  ///
  /// Routes are computed when they are used: whenever something may have changed
  /// (`generation`), and for the drift of measurements once in every `routeInterval`.
  mutating func freshRoute(
    to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> Int {
    let index = place(of: slot, trafficClass)
    let interval = configuration.mesh.routeInterval.nanoseconds
    let epoch = generation &* 0x1_0000_0000 &+ now.nanoseconds / interval
    guard routes[index].generation != epoch else { return index }
    let before = routes[index].first
    routes[index] = recompute(slot, trafficClass, keeping: before, now: now)
    routes[index].generation = epoch
    noteChange(of: index, to: slot, trafficClass, from: before, now: now)
    return index
  }

  /// Where the route to a member lies in the table.
  @inline(__always)
  func place(of slot: Int, _ trafficClass: TrafficClass) -> Int {
    slot * configuration.classes.count + configuration.classes.index(of: trafficClass)
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
    let index = place(of: slot, trafficClass)
    let metric = configuration.classes[trafficClass].metric
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
      kept.tier == best.tier,
      best.cost >= PathMetric.switchingBound(kept.cost, by: metric) || !best.isReachable
    {
      route.promote(kept)
    }
    return route
  }

  /// The way to `slot` that begins with `link`; nil when it leads nowhere, or packets of our own may not
  /// take it and it is they who would.
  func candidate(
    _ id: LinkID, to slot: Int, _ trafficClass: TrafficClass, isInUse: Bool, isOwn: Bool = true,
    now: Instant
  ) -> Candidate? {
    let quality = links[id.index].quality
    let neighbour = links[id.index].neighbour
    guard quality.state != .down, members.isPresent(neighbour) else { return nil }
    let isDirect = neighbour == slot
    guard isDirect || links[id.index].mayRelay else { return nil }
    let offer = isDirect ? .up : offer(from: neighbour, to: slot, now: now)
    guard offer != .down,
      !isOwn || isPermitted(neighbour, to: slot, trafficClass, now: now)
    else { return nil }
    let rule = configuration.classes[trafficClass]
    guard isAllowed(neighbour, to: slot, by: rule.relay) else { return nil }
    let state = offer == .up ? quality.state : offer
    let path = path(quality, through: neighbour, to: slot)
    let reported = reported(rule.metric, through: neighbour, to: slot, along: path, now: now)
    let measured = PathMetric.cost(path, by: rule.metric, state: state, isInUse: isInUse)
    return Candidate(
      link: id, neighbour: neighbour, isDirect: isDirect,
      isReachable: state == .up && 1 - path.loss >= configuration.mesh.reachableThreshold,
      datagramBytes: datagramBytes(quality, through: neighbour, to: slot),
      tier: tier(of: path, through: neighbour, to: slot, state, rule, hasValue: reported != nil),
      cost: reported ?? measured)
  }

  /// In which state a neighbour offers its link to `slot`. One that has changed over to the prefix
  /// plane offers nothing any more, and yet may know a way: suspect, unless it said that it has none.
  private func offer(from neighbour: Int, to slot: Int, now: Instant) -> LinkState {
    let offer = database.offer(from: neighbour, to: slot, now: now)
    return outgrowth.hasChanged(neighbour) && !database.isRefused(neighbour, slot, now: now)
      ? .suspect : offer
  }

  /// What is known of the path over a link of that quality to `neighbour`, and on to `slot`.
  func path(_ quality: LinkQuality, through neighbour: Int, to slot: Int) -> PathQuality {
    let path = PathQuality(quality)
    guard neighbour != slot else { return path }
    return path.extended(by: database.report(from: neighbour, to: slot).path)
  }

  /// The cost of a path by what applications reported of its links; nil when the metric is not theirs
  /// or a link lacks a value.
  private func reported(
    _ metric: Metric, through neighbour: Int, to slot: Int, along path: PathQuality, now: Instant
  ) -> Double? {
    guard case .application(let number) = metric,
      let definition = configuration.metrics.first(where: { $0.number == number }),
      var value = database.metrics.value(of: number, from: 0, to: neighbour, now: now)
    else { return nil }
    if neighbour != slot {
      guard let next = database.metrics.value(of: number, from: neighbour, to: slot, now: now)
      else { return nil }
      value = definition.compose(value, next)
    }
    return PathMetric.cost(ofReported: value, by: definition, along: path)
  }

  /// Whether a class lets its packets for `slot` pass `neighbour`.
  private func isAllowed(_ neighbour: Int, to slot: Int, by choice: RelayChoice) -> Bool {
    switch choice {
    case .any, .preferred: true
    case .none: neighbour == slot
    case .forced(let relay):
      // The relay itself, and whoever talks to it, goes straight.
      members.node(in: neighbour) == relay
        || (neighbour == slot && (members.node(in: slot) == relay || identity == relay))
    }
  }

  /// How far a way is from what a class asks for, 0 for not at all. What is suspect comes last, then
  /// what nothing is reported of, then what is beyond the bounds, then what the class would rather not
  /// pass.
  private func tier(
    of path: PathQuality, through neighbour: Int, to slot: Int, _ state: LinkState,
    _ rule: ClassRule, hasValue: Bool
  ) -> UInt8 {
    var tier: UInt8 = state == .up ? 0 : 8
    if neighbour != slot, database.report(from: neighbour, to: slot).state == .down { tier += 16 }
    if case .application = rule.metric, !hasValue { tier += 4 }
    if !rule.isWithinBounds(latencyMilliseconds: path.latencyMilliseconds, loss: path.loss) {
      tier += 2
    }
    if case .preferred(let relay) = rule.relay, members.node(in: neighbour) != relay { tier += 1 }
    return tier
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
