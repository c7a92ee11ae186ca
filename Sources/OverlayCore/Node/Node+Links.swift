// Links: made and removed by the layer that holds sessions, measured here.

extension Node {
  /// Begins to measure a path to a member; nil when it is unknown or a table is full.
  ///
  /// - Parameters:
  ///   - node: The member.
  ///   - isProven: Whether the far address has shown that the member receives there; see
  ///     ``setProven(_:now:)``.
  ///   - now: The present.
  public mutating func addLink(
    to node: NodeID, isProven: Bool = true, now: Instant
  ) -> LinkID? {
    guard let slot = members.slot(of: node), slot != 0,
      let link = makeLink(to: slot, now: now)
    else { return nil }
    links[link.index].isProven = isProven
    return link
  }

  /// The far address of a link has answered a challenge: the link may come up now, and control frames
  /// may take it.
  public mutating func setProven(_ id: LinkID, now: Instant) {
    guard links.indices.contains(id.index), !links[id.index].isVacant, !links[id.index].isProven
    else { return }
    links[id.index].isProven = true
    set(.beacon(id), to: now)
    let slot = links[id.index].neighbour
    guard slot >= Self.firstPeer else { return }
    useProven(id, to: slot - Self.firstPeer, now: now)
  }

  /// Says whether the neighbour at a link's other end may carry packets for others. Ways through one
  /// that may not are never chosen, and what it says of its links to others counts for nothing.
  public mutating func setMayRelay(_ id: LinkID, _ mayRelay: Bool) {
    guard links.indices.contains(id.index), !links[id.index].isVacant,
      links[id.index].mayRelay != mayRelay
    else { return }
    links[id.index].mayRelay = mayRelay
    generation += 1
    let slot = links[id.index].neighbour
    // What it said before is taken back, or asked for anew.
    if slot < Self.firstPeer { database.forget(slot) }
  }

  /// Whether the neighbour in a slot may carry packets for others, as far as its links say.
  func mayRelay(_ slot: Int) -> Bool {
    let list = linkLists[slot]
    return list.count == 0 || links[list[0].index].mayRelay
  }

  /// A new link to the neighbour in `slot`; nil when a table is full.
  mutating func makeLink(to slot: Int, now: Instant) -> LinkID? {
    guard let free = freeLink() else { return nil }
    let id = LinkID(UInt16(free))
    guard linkLists[slot].append(id) else { return nil }
    links[free] = Link(
      id: id, neighbour: slot, profile: configuration.sharedLink,
      sizes: PathMTUSearch(
        mtu: configuration.pathMTUMax, headerBytes: UnderlayAddress.Family.ipv6.headerBytes),
      now: now)
    set(.beacon(id), to: now)
    return id
  }

  private mutating func freeLink() -> Int? {
    if let free = links.firstIndex(where: \.isVacant) { return free }
    guard links.count < Limits.linksMax else { return nil }
    links.append(.vacant(configuration.sharedLink))
    timers.grow(to: NodeTimer.count(links: links.count))
    return links.count - 1
  }

  /// Ends a link: its session is gone or its path was given up.
  public mutating func removeLink(_ id: LinkID, now: Instant) {
    guard id.index < links.count else { return }
    let (neighbour, before) = (links[id.index].neighbour, links[id.index].state)
    guard neighbour >= 0 else { return }
    links[id.index] = .vacant(configuration.sharedLink)
    outgoingLabels.forget(id)
    incomingLabels.forget(id)
    linkLists[neighbour].remove(id)
    set(.beacon(id), to: .never)
    set(.check(id), to: .never)
    stateDidChange(of: id, neighbour: neighbour, from: before, to: .down, now: now)
    if neighbour >= Self.firstPeer { linkIsGone(from: neighbour - Self.firstPeer, now: now) }
  }

  /// A link's quality; nil when there is no such link.
  public func quality(of id: LinkID) -> LinkQuality? {
    guard links.indices.contains(id.index), !links[id.index].isVacant else { return nil }
    return links[id.index].quality
  }

  /// When anything authentic last came over a link.
  public func lastHeard(on id: LinkID) -> Instant? {
    links[id.index].isVacant ? nil : links[id.index].lastHeard
  }

  /// Whether a link has ever worked.
  public func hasWorked(_ id: LinkID) -> Bool {
    links[id.index].state == .up || links[id.index].damper.failures > 0
  }

  /// Lets a new link go on counting where another one with the same keys and path has stopped: no
  /// number may come twice.
  public mutating func resumeCounting(_ id: LinkID, at counter: UInt64) {
    guard !links[id.index].isVacant else { return }
    links[id.index].nextCounter = max(links[id.index].nextCounter, counter)
  }

  /// Whether a working link leads straight to the node.
  public func hasWorkingLink(to node: NodeID) -> Bool {
    slot(of: node).map { hasUpLink(to: $0) } ?? false
  }

  /// The fastest working link straight to the node; nil when there is none.
  public func workingLink(to node: NodeID) -> LinkID? {
    guard let slot = slot(of: node), hasUpLink(to: slot) else { return nil }
    return controlLink(to: slot)
  }

  /// Who is at a link's other end.
  public func neighbour(on id: LinkID) -> NodeID? {
    let neighbour = links[id.index].neighbour
    return neighbour >= 0 ? node(in: neighbour) : nil
  }

  /// Slots from here on belong to peers of the prefix plane, those below to members of the mesh.
  static let firstPeer = Limits.membersMax

  /// The slot of a neighbour of either plane.
  func slot(of node: NodeID) -> Int? {
    if let slot = members.slot(of: node) { return slot }
    return prefix.peers.slot(of: node).map { Self.firstPeer + $0 }
  }

  /// The neighbour in a slot that is taken.
  func node(in slot: Int) -> NodeID {
    slot < Self.firstPeer ? members.node(in: slot) : prefix.peers.node(in: slot - Self.firstPeer)
  }

  /// The number of the next frame; nil when there is no such link.
  public mutating func nextCounter(_ id: LinkID) -> UInt64? {
    links[id.index].isVacant ? nil : links[id.index].nextCounter
  }

  /// Numbers a frame that is about to leave in a datagram of `bytes`.
  public mutating func stamp(_ id: LinkID, bytes: Int, isData: Bool) -> UInt64? {
    guard !links[id.index].isVacant else { return nil }
    return links[id.index].stamp(bytes: bytes, isData: isData)
  }

  /// Counts an authentic frame that came in a datagram of `bytes`.
  public mutating func count(
    _ id: LinkID, counter: UInt64, bytes: Int, isData: Bool, now: Instant
  ) {
    guard !links[id.index].isVacant else { return }
    links[id.index].count(counter: counter, bytes: bytes, isData: isData, now: now)
  }

  /// Tries a link at once, as when its address has changed.
  public mutating func probeLink(_ id: LinkID, now: Instant) {
    if !links[id.index].isVacant { set(.beacon(id), to: now) }
  }

  @inline(__always)
  func hasUpLink(to slot: Int) -> Bool {
    let list = linkLists[slot]
    for rank in 0..<list.count where links[list[rank].index].state == .up { return true }
    return false
  }

  /// The link to a neighbour that control should take: the fastest that is up, or else any whose far
  /// address has answered.
  func controlLink(to slot: Int) -> LinkID? {
    let list = linkLists[slot]
    var best: (link: LinkID, isUp: Bool, roundTrip: Interval)?
    for rank in 0..<list.count {
      let id = list[rank]
      guard links[id.index].isProven else { continue }
      let isUp = links[id.index].state == .up
      let roundTrip = links[id.index].roundTrip.smoothed
      if let chosen = best {
        guard isUp == chosen.isUp ? roundTrip < chosen.roundTrip : isUp else { continue }
      }
      best = (id, isUp, roundTrip)
    }
    return best?.link
  }

  /// The quality of the best link to a neighbour that is not down, which is what others hear of
  /// it. Changes nothing, but called on a value Swift 6.3 would copy the node first.
  mutating func bestQuality(to slot: Int) -> LinkQuality? {
    let list = linkLists[slot]
    var best: (cost: Double, quality: LinkQuality)?
    for rank in 0..<list.count {
      let quality = links[list[rank].index].quality
      guard quality.state != .down else { continue }
      let path = PathQuality(quality)
      let cost = PathMetric.cost(path, by: .balanced, state: quality.state)
      if cost < best?.cost ?? .infinity { best = (cost, quality) }
    }
    return best?.quality
  }

  mutating func beaconIsDue(_ id: LinkID, now: Instant) {
    guard !links[id.index].isVacant else { return }
    let interval = links[id.index].beaconInterval(at: now)
    enqueue(.beacon(id, isReply: false))
    probeSizes(of: id, now: now)
    set(.beacon(id), to: spread(interval, from: now))
  }

  /// When a beacon is due that should follow after about `interval`.
  mutating func spread(_ interval: Interval, from now: Instant) -> Instant {
    now + random.jittered(interval, by: configuration.sharedLink.value.jitter)
  }

  mutating func checkIsDue(_ id: LinkID, now: Instant) {
    guard !links[id.index].isVacant else { return }
    let before = links[id.index].state
    let wantsBeacon = links[id.index].check(now: now)
    if wantsBeacon { set(.beacon(id), to: now) }
    rearmCheck(id, now: now)
    stateDidChange(
      of: id, neighbour: links[id.index].neighbour, from: before, to: links[id.index].state,
      now: now)
    let hasFailed = before == .up && links[id.index].state == .suspect
    guard hasFailed else { return }
    if links[id.index].isActive(at: now) {
      questionIdleLinks(now: now)
    } else if links[id.index].neighbour >= Self.firstPeer {
      questionDependants(now: now)
    }
  }

  /// A link in use has failed: asks all idle ones at once whether they still live.
  ///
  /// Failures come together. The ways around are tried one after the other, and each that is dead
  /// as well costs a detection of its own: in simulated partitions up to eight in a row, two
  /// seconds in all. The answer costs one beacon each way for each link, and only then.
  private mutating func questionIdleLinks(now: Instant) {
    for index in links.indices where !links[index].isVacant {
      guard links[index].question(now: now) else { continue }
      let id = LinkID(UInt16(index))
      set(.beacon(id), to: now)
      rearmCheck(id, now: now)
    }
  }

  /// Frames heard since may have moved the deadline on: the timer is lazy and looks again.
  mutating func rearmCheck(_ id: LinkID, now: Instant) {
    guard !links[id.index].isVacant else { return }
    set(.check(id), to: max(links[id.index].nextCheck(at: now), now + .milliseconds(1)))
  }

  mutating func stateDidChange(
    of id: LinkID, neighbour slot: Int, from before: LinkState, to after: LinkState, now: Instant
  ) {
    guard before != after else { return }
    generation += 1
    enqueue(.event(.linkChanged(id, from: before, to: after)))
    guard slot < Self.firstPeer else {
      peerDidChange(slot - Self.firstPeer, to: after, now: now)
      return
    }
    publish(slot, now: now)
    if after == .up {
      neighbours[slot].begin()
      members.noteReachable(slot, now: now)
      hasten(.push(slot), to: now)
    }
  }

  /// Publishes our link to a neighbour if it changed, and pushes the change to the others.
  mutating func publish(_ slot: Int, now: Instant) {
    if ownLinks.refresh(slot, quality: bestQuality(to: slot), now: now) { pushToAll(now: now) }
  }

  /// Tells all neighbours, in a moment, what has changed.
  mutating func pushToAll(now: Instant) {
    for other in 1..<members.capacity where hasUpLink(to: other) {
      let pause = random.jittered(configuration.mesh.linkStateInterval, by: 0.5)
      let isQuiet = timers.deadline(of: NodeTimer.push(other).number) == .never
      if isQuiet { set(.push(other), to: now + pause.scaled(by: 0.1)) }
    }
  }

  mutating func pushLinkState(to slot: Int, now: Instant) {
    guard ownLinks.version > neighbours[slot].linkStateSent else { return }
    enqueue(.linkState(slot: slot, after: neighbours[slot].linkStateSent))
  }
}
