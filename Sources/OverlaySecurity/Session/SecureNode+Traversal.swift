import OverlayCore

// Reaching peers behind translators: which of their addresses are tried, and when.
//
// Both ends of a session try each other's addresses at the same time, because a translator lets in
// what comes from where something has just been sent to. What tries is an ordinary link, measured as
// any other, so that there is nothing to decide when one works: it is a candidate among the ways to
// the peer. docs/decisions/0020 says what bounds all this.

extension SecureNode {
  /// Whether links to a peer's addresses may be opened now. Under the prefix plane the core says when.
  mutating func mayTry(_ place: Int, now: Instant) -> Bool {
    guard plane == .mesh else { return true }
    let hasLink = node.hasWorkingLink(to: peers[place].node)
    let isUnderWay = records[place]?.trials.isRunning(now: now) ?? false
    guard records[place]?.trials.admits(hasLink: hasLink, now: now) == true else { return false }
    if !isUnderWay, !hasLink { sendCandidates(to: place, now: now) }
    return true
  }

  /// The ways to a peer that no link takes, likeliest first; another part of them in each round, since
  /// there can be more than may be tried at once.
  func waysToTry(_ place: Int) -> [(address: UnderlayAddress, socket: Int)] {
    let ways = underlayWays(place).filter {
      pathNumber(place, to: $0.address, socket: $0.socket) == nil
    }
    guard plane == .mesh, !ways.isEmpty else { return ways }
    let ordered =
      ways.filter(\.address.isGlobal) + ways.filter { !$0.address.isGlobal }
    let rounds = records[place]?.trials.failures ?? 0
    let start = rounds * Limits.linksPerNeighbourMax % ordered.count
    return (ordered[start...] + ordered[..<start]).filter { mayTry(place, toward: $0.address) }
  }

  /// Whether one more link may be on trial toward a host: not when there are many, whoever named it,
  /// unless none of them is the peer's. Others that name its host must not keep it from being tried;
  /// what goes there is bounded by ``TrialBudget``.
  private func mayTry(_ place: Int, toward address: UnderlayAddress) -> Bool {
    let trials = watches.indices.filter { index in
      targets[index].peer >= 0 && targets[index].address.host == address.host
        && watches[index].isTrial && !node.hasWorked(LinkID(UInt16(index)))
    }
    return trials.count < TraversalTiming.trialsPerHostMax
      || !trials.contains { targets[$0].peer == place }
  }

  /// Lets go of links that were tried for long enough and never worked, and of a dead one when no link
  /// works and there is room for no other.
  mutating func endTrials(of place: Int, now: Instant) {
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      let link = peers[place].links[path]
      // What comes from an address that does not answer is no reason to keep a link to it.
      let target = targets[link.index]
      let since = target.isValidated ? heard(on: link) : target.openedAt
      if !node.hasWorked(link), now - since > TraversalTiming.trial {
        removeLink(link, now: now)
      }
    }
    guard !node.hasWorkingLink(to: peers[place].node), !waysToTry(place).isEmpty else { return }
    makeRoom(place, silentFor: TraversalTiming.trial, now: now)
  }

  /// Lets go of the link that has been silent for longest, if there is room for no other and it does
  /// not work.
  mutating func makeRoom(_ place: Int, silentFor silence: Interval, now: Instant) {
    let links = (0..<Session.pathsMax).map { peers[place].links[$0] }.filter { $0 != .none }
    guard links.count >= Limits.linksPerNeighbourMax else { return }
    let silent = links.filter {
      node.quality(of: $0)?.state != .up && now - heard(on: $0) > silence
    }
    if let link = silent.min(by: { heard(on: $0) < heard(on: $1) }) { removeLink(link, now: now) }
  }

  private func heard(on link: LinkID) -> Instant {
    max(node.lastHeard(on: link) ?? .zero, targets[link.index].openedAt)
  }

  /// Begins the next round with a peer when it is due, and says again what the peer has not heard.
  mutating func traverse(_ place: Int, now: Instant) {
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      tellObserved(on: peers[place].links[path], now: now)
    }
    guard plane == .mesh, peers[place].current != SessionTable.none,
      records[place]?.trials.isDue(
        hasLink: node.hasWorkingLink(to: peers[place].node), now: now) == true
    else { return }
    openLinks(place, now: now)
  }

  // MARK: Candidates

  /// Tells a peer that is reached through relays only where this node can perhaps be reached.
  private mutating func sendCandidates(to place: Int, now: Instant) {
    let peer = peers[place].node
    guard let own = node.ownRecord?.endpoints, !own.isEmpty,
      node.reaches(peer, now: now),
      records[place]?.notes.admits(
        spacing: TraversalTiming.noteSpacing, burst: TraversalTiming.noteBurst, now: now) == true
    else { return }
    outbox.append(.packet(.candidates, CandidateNote(addresses: own).encoded, to: peer, .balanced))
  }

  /// A peer begins a round: tries its addresses as well, if they have not just been tried in vain.
  ///
  /// Only the peer itself can have sealed the note, so that nobody has addresses tried in another's
  /// name.
  mutating func receiveCandidates(
    _ payload: borrowing Span<UInt8>, from peer: NodeID, now: Instant
  ) {
    guard let note = try? CandidateNote(payload) else {
      counters.badFrames += 1
      return
    }
    guard let place = places[peer], peers[place].current != SessionTable.none,
      isWithin(.candidates, from: peer, now: now)
    else { return }
    records[place]?.candidates = note.addresses
    guard plane == .mesh, !node.hasWorkingLink(to: peer) else { return }
    records[place]?.trials.hasten(now: now)
    openLinks(place, now: now)
  }

  // MARK: Our own addresses

  /// Where others see that our datagrams come from, where they agree and it is none of our own
  /// addresses.
  var observedAddresses: [UnderlayAddress] {
    let found = observed.addresses { node.hasWorkingLink(to: $0) }
    return Array(
      found.filter { !advertised.contains($0) }.prefix(SecurityLimits.observedAddressesMax))
  }

  /// Tells a peer where its frames come from, unless it says so itself or has been told often enough.
  ///
  /// Only once that address has answered: whoever repeats a frame of the peer's under a forged source
  /// would otherwise have the peer announce that address to everybody.
  mutating func tellObserved(on link: LinkID, now: Instant) {
    let target = targets[link.index]
    guard target.peer >= 0, target.isValidated, watches.indices.contains(link.index),
      node.quality(of: link)?.state == .up,
      let announced = description(of: target.peer)?.endpoints, !announced.contains(target.address)
    else { return }
    if watches[link.index].told != target.address {
      watches[link.index].told = target.address
      watches[link.index].tellings = 0
    }
    let watch = watches[link.index]
    guard watch.tellings < TraversalTiming.tellingsMax,
      watch.tellings == 0 || now - watch.toldAt >= TraversalTiming.tellSpacing,
      outbox.append(.frame(ObservedAddress(target.address).encoded, on: link))
    else { return }
    watches[link.index].tellings += 1
    watches[link.index].toldAt = now
  }

  mutating func receiveObservation(
    _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) {
    guard let observation = try? ObservedAddress(frame) else {
      counters.badFrames += 1
      return
    }
    let target = targets[link.index]
    guard target.peer >= 0, observation.address.family == target.address.family,
      observed.note(
        observation.address, of: target.socket, by: peers[target.peer].node, now: now)
    else { return }
    announceObserved(now: now)
  }

  /// Takes what others observe into our record, now or when the record may change again.
  mutating func announceObserved(now: Instant) {
    isAnnouncementDue = false
    guard endpoints != node.ownRecord?.endpoints else { return }
    guard
      announcing.admits(
        spacing: TraversalTiming.announceSpacing, burst: TraversalTiming.announceBurst, now: now)
    else {
      isAnnouncementDue = true
      return
    }
    announceEndpoints(now: now)
  }

  /// Says anew where this node can be reached, and has those try who reach it through relays only.
  mutating func announceEndpoints(now: Instant) {
    if own.setEndpoints(endpoints) { node.announce(own.record, now: now) }
    guard plane == .mesh else { return }
    for place in peers.indices
    where peers[place].isTaken && peers[place].current != SessionTable.none
      && !node.hasWorkingLink(to: peers[place].node)
    {
      records[place]?.trials.hasten(now: now)
      let isUnderWay = records[place]?.trials.isRunning(now: now) ?? false
      openLinks(place, now: now)
      if isUnderWay { sendCandidates(to: place, now: now) }
    }
  }

  /// What our record says: addresses that are good everywhere first, those of this site last.
  private var endpoints: [UnderlayAddress] {
    let seen = observedAddresses
    let own = advertised.prefix(Limits.endpointsMax - seen.count)
    guard !seen.isEmpty else { return advertised }
    return own.filter(\.isGlobal) + seen + own.filter { !$0.isGlobal }
  }
}
