// The network's policy, at its entry and at every node that a packet passes.

extension Node {
  /// Replaces the policy and what the classes ask for, as when names in them have become known. The
  /// table of classes keeps its length.
  public mutating func set(policy: PolicyTable, classes: ClassTable) {
    precondition(classes.count == configuration.classes.count)
    guard policy != configuration.policy || classes != configuration.classes else { return }
    configuration.policy = policy
    configuration.classes = classes
    generation += 1
  }

  /// Says what time it is, in seconds since 1970, for a policy whose rules depend on the hour: the
  /// host's clock was set, or found to be wrong.
  public mutating func setPolicyTime(_ unixSeconds: UInt64, at now: Instant) {
    guard configuration.policy.isTimed else { return }
    configuration.policy.setTime(unixSeconds, at: now)
    generation += 1
  }

  /// What routing did so far.
  public var routingCounters: RoutingCounters { counters }

  /// Effects that had no place in the queue, since the start.
  public var refusedEffects: UInt64 { effectsDropped }

  /// Whether packets of our own may go to `slot` through `neighbour`: over both links.
  @inline(__always)
  func isPermitted(
    _ neighbour: Int, to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> Bool {
    configuration.policy.isEmpty
      || refusal(through: neighbour, to: slot, trafficClass, now: now) == nil
  }

  /// The route that a relayed packet may take under a policy, which depends on where the packet comes
  /// from: not kept, and beyond the links straight to its destination only looked for when none of them
  /// is up.
  func permittedRoute(to slot: Int, _ header: borrowing PacketHeader, now: Instant) -> Route {
    var route = Route()
    var hasUp = false
    func insert(_ neighbour: Int) {
      let to = members.node(in: neighbour)
      guard allows(header, from: identity, to: to, now: now),
        neighbour == slot || allows(header, from: to, to: header.destination, now: now)
      else { return }
      let list = linkLists[neighbour]
      for rank in 0..<list.count {
        let found = candidate(
          list[rank], to: slot, header.trafficClass, isInUse: false, isOwn: false, now: now)
        guard let found else { continue }
        route.insert(found)
        hasUp = hasUp || found.isReachable
      }
    }
    insert(slot)
    if hasUp { return route }
    for neighbour in 1..<members.capacity where neighbour != slot { insert(neighbour) }
    return route
  }

  /// The candidates of a route on the prefix plane that a packet may take.
  func permitted(
    _ route: Route, _ header: borrowing PacketHeader, now: Instant
  ) -> Route {
    var allowed = route
    allowed.removeAll()
    for rank in 0..<route.count {
      let next = node(in: route[rank].neighbour)
      if allows(header, from: identity, to: next, now: now) { allowed.insert(route[rank]) }
    }
    return allowed
  }

  /// Whether the policy is why packets of our own have no way to `slot`.
  func isForbidden(_ slot: Int, _ trafficClass: TrafficClass, now: Instant) -> Bool {
    guard !configuration.policy.isEmpty else { return false }
    return !forbiddenWays(to: slot, trafficClass, now: now).isEmpty
  }

  /// The ways to `slot` that the policy keeps packets of our own from.
  func forbiddenWays(
    to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> [ForbiddenWay] {
    guard !configuration.policy.isEmpty else { return [] }
    return (1..<members.capacity).compactMap { neighbour in
      guard linkLists[neighbour].count > 0, hasUpLink(to: neighbour),
        neighbour == slot || database.offer(from: neighbour, to: slot, now: now) == .up,
        let rule = refusal(through: neighbour, to: slot, trafficClass, now: now)
      else { return nil }
      return ForbiddenWay(relay: neighbour == slot ? nil : members.node(in: neighbour), rule: rule)
    }
  }

  /// The policy's rule that keeps packets of our own from that way; nil when none does.
  func refusal(
    through neighbour: Int, to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> Int? {
    let (relay, destination) = (members.node(in: neighbour), members.node(in: slot))
    var passage = PolicyTable.Passage(
      source: identity, destination: destination, trafficClass: trafficClass, from: identity,
      to: relay)
    if let rule = configuration.policy.refusal(of: passage, now: now) { return rule }
    guard neighbour != slot else { return nil }
    (passage.from, passage.to) = (relay, destination)
    return configuration.policy.refusal(of: passage, now: now)
  }

  /// Whether a packet may have come over a link.
  mutating func mayHaveCome(
    _ header: borrowing PacketHeader, over link: LinkID, now: Instant
  ) -> Bool {
    guard !configuration.policy.isEmpty, let neighbour = neighbour(on: link) else { return true }
    return allows(header, from: neighbour, to: identity, now: now)
  }

  private func allows(
    _ header: borrowing PacketHeader, from: NodeID, to: NodeID, now: Instant
  ) -> Bool {
    let passage = PolicyTable.Passage(
      source: header.source, destination: header.destination,
      trafficClass: header.trafficClass, from: from, to: to)
    return configuration.policy.refusal(of: passage, now: now) == nil
  }
}
