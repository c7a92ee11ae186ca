// The one forwarding rule.
//
// 1. Drop when the hop limit is spent.
// 2. Take the first candidate whose quality is above the threshold (first reachable link
//    selection, Tapestry section 2.3).
// 3. If none passes, or the flow's class asks for redundancy, send copies on the best few
//    distinct candidates (constrained multicast); the second copy is dropped downstream.
// 4. Never send back over the link it came from, never to a link that is down.
//
// Second copies are dropped by two rules, neither of which believes a header that nobody has proven: at
// the destination by (source, flow, sequence), once the source is proven (Node.admitDelivered), and at
// relays by the hash of all bytes (Node.admitRelayed). The driver asks, after it has opened the seal or
// hashed the bytes.
//
// What "candidates" are is the route plane's affair. Under prefix routing they are the entry that
// leads on; when none of its links is up, the nodes that the packet can step aside to instead
// (Node+SideSteps.swift).

extension Node {
  /// Decides about a packet of our own and writes its header.
  ///
  /// - Parameters:
  ///   - destination: The member it is for, not this node.
  ///   - flow: A hash of whatever tells flows apart.
  ///   - packets: How many packets of the flow are decided about at once; their sequences follow
  ///     each other from the header's on.
  /// - Returns: The header to send it with, and where to.
  public mutating func originate(
    to destination: NodeID, trafficClass: TrafficClass, kind: PayloadKind, flow: UInt64,
    packets: Int = 1, now: Instant
  ) -> (header: PacketHeader, verdict: Verdict) {
    let rule = configuration.classes[trafficClass]
    let stamp = flows.stamp(
      flow, to: destination, packets: packets * rule.framesPerPacket, random: &random, now: now)
    var header = PacketHeader(
      hopLimit: Limits.hopLimit, trafficClass: trafficClass, kind: kind, flowLabel: stamp.label,
      sequence: stamp.sequence, source: identity, destination: destination)
    if plane == .prefix { return originateByPrefix(header, now: now) }
    guard let slot = members.slot(of: destination), members.isPresent(slot) else {
      return (header, .drop(.unknownDestination))
    }
    guard slot != 0 else { return (header, .deliver) }
    let route = freshRoute(to: slot, trafficClass, now: now)
    let step = Step(arrival: -1, source: -1, transmissionsLeft: header.hopLimit)
    guard let hops = select(routes[route], step, rule, kind, stamp, flow: flow, now: now) else {
      return (header, .drop(noWay(to: slot, trafficClass, now: now)))
    }
    header.mark(hops)
    return (header, .forward(hops))
  }

  private mutating func noWay(
    to slot: Int, _ trafficClass: TrafficClass, now: Instant
  ) -> DropReason {
    guard isForbidden(slot, trafficClass, now: now) else { return .noRoute }
    counters.forbidden += 1
    return .policy
  }

  /// Decides about a packet that came over `link`.
  ///
  /// On `.forward` the caller asks ``admitRelayed(_:from:now:)`` about a copy and sends it on after
  /// ``PacketHeader/pass(over:)``; on `.deliver` it proves the source, and then asks
  /// ``admitDelivered(_:now:)``.
  public mutating func route(_ header: PacketHeader, from link: LinkID, now: Instant) -> Verdict {
    let isOurs =
      header.isTowardKey ? isRoot(of: header.destination) : header.destination == identity
    if !isOurs, header.hopLimit <= 1 { return .drop(.hopLimit) }
    guard mayHaveCome(header, over: link, now: now) else {
      counters.forbidden += 1
      return .drop(.policy)
    }
    if isOurs { return .deliver }
    guard mayCarry(header, from: link, now: now) else {
      refuse(header.destination, on: link, now: now)
      return .drop(.notRelay)
    }
    if plane == .prefix { return routeByPrefix(header, from: link, now: now) }
    let arrival = links[link.index].neighbour
    guard let slot = members.slot(of: header.destination), members.isPresent(slot), arrival >= 0
    else {
      refuse(header.destination, on: link, now: now)
      return .drop(.unknownDestination)
    }
    let step = Step(
      arrival: arrival, source: members.slot(of: header.source) ?? -1,
      transmissionsLeft: header.hopLimit - 1)
    guard configuration.policy.isEmpty else {
      let route = permittedRoute(to: slot, header, now: now)
      if let hops = select(route, step, copies: false, now: now) { return .forward(hops) }
      counters.forbidden += 1
      return .drop(.policy)
    }
    let route = freshRoute(to: slot, header.trafficClass, now: now)
    guard let hops = select(routes[route], step, copies: false, now: now) else {
      refuse(header.destination, on: link, now: now)
      return .drop(.noRoute)
    }
    return .forward(hops)
  }

  /// Whether this node carries a packet of somebody else's. Who keeps a key's records follows from IDs,
  /// not from roles, so ways to keys lead through everybody; but a member can write that on any packet,
  /// so nodes that are no relays carry few of them.
  @inline(__always)
  private mutating func mayCarry(_ header: PacketHeader, from link: LinkID, now: Instant) -> Bool {
    if configuration.mayRelay { return true }
    let arrival = links[link.index].neighbour
    guard header.isTowardKey, plane == .prefix, arrival >= 0 else { return false }
    return prefix.admitsTowardKey(from: arrival - Self.firstPeer, now: now)
  }

  /// Whether a packet for this node is the first of its copies; notes that it came.
  ///
  /// Only for a packet whose header is proven to be its source's: the end-to-end seal has been opened,
  /// or the source is the neighbour that sent it. What a class sends twice is asked about whether or not
  /// it bears the mark of a copy, which is the one part of that which relays could change.
  @inline(__always)
  public mutating func admitDelivered(_ header: PacketHeader, now: Instant) -> Bool {
    guard header.isCopied || isDuplicated(header.trafficClass) else { return true }
    return filter.admit(
      source: header.source, label: header.flowLabel, sequence: header.sequence, now: now)
  }

  @inline(__always)
  private mutating func isDuplicated(_ trafficClass: TrafficClass) -> Bool {
    configuration.classes[trafficClass].redundancy == .duplicate
  }

  /// Whether a copy that is to be passed on has not been passed on before; notes that it is.
  ///
  /// - Parameters:
  ///   - hash: Of all that is passed on and no relay changes, keyed by a secret of this node's; of
  ///     packets that bear the mark of a copy.
  ///   - link: The one that it came over.
  ///   - now: The present.
  public mutating func admitRelayed(_ hash: UInt64, from link: LinkID, now: Instant) -> Bool {
    passed.admit(hash, from: links[link.index].neighbour, now: now)
  }

  /// One packet's stop at this node, in slots; -1 for nobody.
  struct Step {
    var arrival: Int
    var source: Int
    var transmissionsLeft: UInt8
    /// Whether links are left as they are: whoever waits for an answer asks again, so that such a
    /// frame is no reason to measure its way as that of packets is measured.
    var isQuiet = false

    var isRelaying: Bool { arrival >= 0 }

    /// Whether the rule lets the packet go that way at all.
    func allows(_ candidate: Candidate) -> Bool {
      candidate.neighbour != arrival && candidate.neighbour != source
        && (candidate.isDirect || transmissionsLeft > 1)
    }
  }

  mutating func select(
    _ route: borrowing Route, _ step: Step, copies: Bool, now: Instant
  ) -> Hops? {
    let (best, second) = choose(route, step)
    guard best.link != .none else { return nil }
    if step.isQuiet { return Hops(best.link) }
    let isAlone = best.isReachable && !copies
    use(best.link, now: now)
    if second.link == .none { return Hops(best.link, carrying: best.datagramBytes) }
    if isAlone {
      keepWarm(second.link, now: now)
      return Hops(best.link, carrying: best.datagramBytes)
    }
    use(second.link, now: now)
    return Hops(
      best.link, second.link, carrying: min(best.datagramBytes, second.datagramBytes))
  }

  /// The candidate that the rule takes, and the one for a copy; their links are `none` where there is
  /// no such candidate.
  func choose(
    _ route: borrowing Route, _ step: Step
  ) -> (best: Candidate, second: Candidate) {
    var best = Candidate()
    var second = Candidate()
    for rank in 0..<route.count {
      let candidate = route[rank]
      guard step.allows(candidate) else { continue }
      if best.link == .none {
        best = candidate
      } else if outranks(candidate, best, step) {
        (best, second) = (candidate, best)
      } else if second.link == .none || isMoreDistinct(candidate, than: second, from: best) {
        second = candidate
      }
    }
    return (best, second)
  }

  /// First reachable link selection among candidates in order of cost; a relay, moreover, was
  /// chosen for its own link to the destination and takes it whatever another relay offers.
  private func outranks(_ candidate: Candidate, _ best: Candidate, _ step: Step) -> Bool {
    if step.isRelaying, candidate.isDirect != best.isDirect, candidate.isReachable {
      return candidate.isDirect
    }
    return candidate.isReachable && !best.isReachable
  }

  /// Copies should share as little as possible: another neighbour before another link.
  private func isMoreDistinct(
    _ candidate: Candidate, than second: Candidate, from best: Candidate
  ) -> Bool {
    second.neighbour == best.neighbour && candidate.neighbour != best.neighbour
  }

  mutating func use(_ id: LinkID, now: Instant) {
    if links[id.index].use(now: now) {
      set(.beacon(id), to: now)
      rearmCheck(id, now: now)
    }
  }

  private mutating func keepWarm(_ id: LinkID, now: Instant) {
    if links[id.index].keepWarm(now: now) { set(.beacon(id), to: now) }
  }

  private mutating func refuse(_ destination: NodeID, on link: LinkID, now: Instant) {
    let slot = links[link.index].neighbour
    guard slot >= 0, slot < Self.firstPeer else { return }
    let isRepeated = neighbours[slot].lastRefused == destination
    if isRepeated, now - neighbours[slot].lastRefusal < .milliseconds(20) { return }
    neighbours[slot].lastRefusal = now
    neighbours[slot].lastRefused = destination
    enqueue(.refusal(link, destination), chargedTo: link)
  }
}
