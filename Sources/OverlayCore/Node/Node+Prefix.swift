// The prefix plane in a node: peers and their links, and what is due when.

extension Node {
  /// Whether the node has joined a network of the prefix plane.
  public var isJoined: Bool { prefix.join.phase == .joined }

  /// What this node's prefix plane refused its neighbours.
  public var prefixCounters: PrefixCounters { prefix.counters }

  /// How many nodes the prefix plane deals with, at most ``Limits/peersMax``.
  public var peerCount: Int { prefix.peers.count }

  /// How many newcomers' multicasts pass through this node now, at most ``Limits/multicastsMax``.
  public var multicastCount: Int { prefix.multicasts.count }

  /// Takes note of a session with a node, whichever side opened it, and begins to measure the path;
  /// nil when a table is full.
  ///
  /// - Parameters:
  ///   - contact: How the node can be called.
  ///   - isProven: Whether the far address has shown that the node receives there; see
  ///     ``setProven(_:now:)``.
  ///   - now: The present.
  public mutating func addLink(
    with contact: Contact, isProven: Bool = true, now: Instant
  ) -> LinkID? {
    guard plane == .prefix, contact.node != identity,
      let slot = insertPeer(contact), let link = makeLink(to: Self.firstPeer + slot, now: now)
    else { return nil }
    links[link.index].role = .passive
    links[link.index].isProven = isProven
    // A peer that is known stays where it has shown to be.
    if isProven { prefix.peers[slot]?.contact = contact }
    prefix.peers[slot]?.isLinked = true
    prefix.peers[slot]?.isDown = false
    prefix.peers[slot]?.isConnecting = false
    prefix.peers[slot]?.since = now
    keep(slot, now: now)
    prefix.dead.remove(contact.node)
    if isProven { useProven(link, to: slot, now: now) }
    rearmPrefix(now: now)
    return link
  }

  /// A peer has shown that it receives at the far end of a link: others may hear of it, and what waited
  /// for it goes.
  mutating func useProven(_ link: LinkID, to slot: Int, now: Instant) {
    offer(slot, now: now)
    sendWaiting(to: slot, on: link, now: now)
    offerOurselves(to: slot, now: now)
  }

  /// Says where a peer can be called, once that address has answered.
  public mutating func setContact(_ contact: Contact) {
    guard plane == .prefix, let slot = prefix.peers.slot(of: contact.node) else { return }
    prefix.peers[slot]?.contact = contact
  }

  /// The driver could not open a session.
  public mutating func connectFailed(_ node: NodeID, now: Instant) {
    guard let slot = prefix.peers.slot(of: node) else { return }
    prefix.peers[slot]?.isConnecting = false
    peerIsSilent(node, now: now)
    if prefix.peers[slot]?.isLinked == false { prefix.peers.remove(slot) }
    rearmPrefix(now: now)
  }

  /// Takes in the answer to ``Effect/measure(_:)``.
  public mutating func measured(_ node: NodeID, roundTrip: Interval, now: Instant) {
    if let slot = prefix.peers.slot(of: node), prefix.peers[slot]?.distance == nil {
      prefix.peers[slot]?.distance = roundTrip
    }
    prefix.search?.measured(node, roundTrip)
    if let index = prefix.measuring.firstIndex(where: { $0.contact.node == node }) {
      let contact = prefix.measuring.remove(at: index).contact
      consider(contact, distance: roundTrip, now: now)
    }
    pumpSearch(now: now)
    rearmPrefix(now: now)
  }

  mutating func rearmPrefix(now: Instant) {
    set(.prefix, to: max(prefix.nextDeadline, now + .milliseconds(1)))
  }

  mutating func prefixIsDue(now: Instant) {
    expireRequests(now: now)
    prefix.search?.expire(at: now)
    prefix.measuring.removeAll { $0.deadline <= now }
    retryBranches(now: now)
    if prefix.join.deadline <= now { joinIsLate(now: now) }
    if prefix.nextRepair <= now { repair(now: now) }
    if prefix.nextLocality <= now { refreshLocality(now: now) }
    if prefix.nextSweep <= now { sweep(now: now) }
    askForRelays(now: now)
    if prefix.profile.repairs { revisitDead(now: now) }
    pumpSearch(now: now)
    rearmPrefix(now: now)
  }
}

// MARK: - Peers

extension Node {
  /// Keeps a peer for a while although nobody holds anybody.
  mutating func keep(_ slot: Int, now: Instant) {
    prefix.peers[slot]?.keptUntil = now + prefix.profile.idleHold
  }

  mutating func insertPeer(_ contact: Contact) -> Int? {
    guard let slot = prefix.peers.insert(contact) else { return nil }
    while linkLists.count <= Self.firstPeer + slot { linkLists.append(LinkList()) }
    return slot
  }

  /// Asks the driver for a link, if there is none; the peer's slot, or nil when there is no room for
  /// it or too many links are under way.
  mutating func connect(_ contact: Contact, now: Instant) -> Int? {
    guard let slot = insertPeer(contact), let peer = prefix.peers[slot] else { return nil }
    guard !peer.isLinked, !peer.isConnecting else { return slot }
    guard prefix.peers.connectingCount < Limits.connectingMax else {
      prefix.peers.remove(slot)
      return nil
    }
    prefix.peers[slot]?.isConnecting = true
    prefix.peers[slot]?.since = now
    keep(slot, now: now)
    enqueue(.event(.connect(contact)))
    return slot
  }

  /// Looks at a node that somebody named, or that was measured: connects to it when it would have a
  /// place in the table.
  mutating func consider(_ contact: Contact, distance: Interval?, now: Instant) {
    guard contact.node != identity, !prefix.dead.contains(contact.node) else { return }
    if let slot = prefix.peers.slot(of: contact.node), let peer = prefix.peers[slot] {
      if peer.isHeld || peer.isConnecting { return }
      if peer.isLinked {
        prefix.peers[slot]?.isAnnounced = true
        if peer.distance == nil { prefix.peers[slot]?.distance = distance }
        offer(slot, now: now)
        return
      }
    }
    guard prefix.wants(contact.node, distance: distance) else { return }
    guard let slot = connect(contact, now: now) else { return }
    prefix.peers[slot]?.isAnnounced = true
    prefix.peers[slot]?.distance = distance
  }

  /// Offers a linked peer to the table.
  mutating func offer(_ slot: Int, now: Instant) {
    guard let peer = prefix.peers[slot], peer.isLinked, !peer.isDown, !peer.isHeld,
      hasProvenLink(toPeer: slot),
      prefix.profile.repairs || peer.isAnnounced,
      prefix.wants(peer.contact.node, distance: peer.distance)
    else { return }
    if let evicted = prefix.hold(slot) {
      keep(evicted, now: now)
      setRole(of: evicted, .passive, now: now)
    }
    setRoles(around: peer.contact.node, now: now)
  }

  /// Whether a peer has shown that it receives where a link to it leads.
  private func hasProvenLink(toPeer slot: Int) -> Bool {
    let list = linkLists[Self.firstPeer + slot]
    return (0..<list.count).contains { links[list[$0].index].isProven }
  }

  /// Tells the links of an entry what they are used for.
  mutating func setRoles(around node: NodeID, now: Instant) {
    let (level, digit) = prefix.table.place(of: node)
    let entry = prefix.table[level, digit]
    for rank in 0..<entry.count {
      setRole(of: entry[rank], rank == 0 ? .primary : .backup, now: now)
    }
    generation += 1
    directory.placesChanged(now: now)
    if directory.nextDeadline != .never { rearmDirectory(now: now) }
  }

  private mutating func setRole(of slot: Int, _ role: LinkRole, now: Instant) {
    let list = linkLists[Self.firstPeer + slot]
    for rank in 0..<list.count where links[list[rank].index].role != role {
      links[list[rank].index].role = role
      let interval = links[list[rank].index].beaconInterval(at: now)
      hasten(.beacon(list[rank]), to: spread(interval, from: now))
    }
  }

  /// A link to a peer has changed its state.
  mutating func peerDidChange(_ slot: Int, to state: LinkState, now: Instant) {
    guard let peer = prefix.peers[slot] else { return }
    switch state {
    case .up:
      prefix.peers[slot]?.isDown = false
      prefix.relays.mend(peer.contact.node)
      noteDistance(of: slot, now: now)
      offer(slot, now: now)
    case .suspect:
      if !hasUpLink(to: Self.firstPeer + slot) { missPeer(in: slot, now: now) }
    case .down:
      guard !hasUpLink(to: Self.firstPeer + slot) else { return }
      prefix.peers[slot]?.isDown = true
      if peer.isHeld { remember(dead: peer.contact, now: now) }
      lose(slot, now: now)
    }
    rearmPrefix(now: now)
  }

  /// Takes the link's own round trip as the peer's distance and sorts its entry by it.
  mutating func noteDistance(of slot: Int, now: Instant) {
    guard let link = controlLink(to: Self.firstPeer + slot), let peer = prefix.peers[slot] else {
      return
    }
    let roundTrip = links[link.index].roundTrip
    guard roundTrip.hasSample else { return }
    prefix.peers[slot]?.distance = roundTrip.smoothed
    guard peer.isHeld else { return }
    if prefix.sortEntry(of: peer.contact.node) { setRoles(around: peer.contact.node, now: now) }
  }

  /// Takes a peer out of the table, its links with it, and sees to a replacement.
  mutating func lose(_ slot: Int, now: Instant) {
    guard let peer = prefix.peers[slot] else { return }
    peerIsSilent(peer.contact.node, now: now)
    if peer.isHeld {
      prefix.peers[slot]?.isHeld = false
      prefix.table.remove(slot, node: peer.contact.node)
      setRoles(around: peer.contact.node, now: now)
      hastenRepair(after: peer.contact.node, now: now)
    }
    prefix.peers[slot]?.holdsUs = false
    disconnect(slot)
  }

  mutating func remember(dead contact: Contact, now: Instant) {
    let pause = random.jittered(prefix.profile.revisitAfter, by: 0.3)
    prefix.dead.insert(contact, pause: pause, now: now)
  }

  /// Gives a peer's links back to the driver.
  mutating func disconnect(_ slot: Int) {
    let list = linkLists[Self.firstPeer + slot]
    for rank in 0..<list.count { enqueue(.event(.disconnect(list[rank]))) }
  }

  /// The driver has removed a peer's link.
  mutating func linkIsGone(from slot: Int, now: Instant) {
    guard linkLists[Self.firstPeer + slot].count == 0, let peer = prefix.peers[slot] else { return }
    prefix.peers[slot]?.isLinked = false
    if peer.isHeld {
      remember(dead: peer.contact, now: now)
      lose(slot, now: now)
    }
    peerIsSilent(peer.contact.node, now: now)
    prefix.peers.remove(slot)
    rearmPrefix(now: now)
  }

  /// Lets go of peers in whom nobody has an interest, and of links that never came up.
  mutating func sweep(now: Instant) {
    prefix.nextSweep = now + random.jittered(.seconds(5), by: 0.2)
    for slot in 0..<prefix.peers.capacity {
      guard let peer = prefix.peers[slot] else { continue }
      let isUp = peer.isLinked && hasUpLink(to: Self.firstPeer + slot)
      if isUp { noteDistance(of: slot, now: now) }
      noteUse(of: slot, now: now)
      let isYoung = now - peer.since < prefix.profile.idleHold
      if peer.isLinked, !isUp, !isYoung, !isSuspect(slot) {
        if peer.isHeld { remember(dead: peer.contact, now: now) }
        lose(slot, now: now)
      } else if !peer.isHeld, !peer.holdsUs, peer.keptUntil <= now {
        if peer.isLinked { disconnect(slot) } else { prefix.peers.remove(slot) }
      }
    }
  }

  /// A link that packets cross is kept although neither table has a place for it: it is the way
  /// straight there.
  private mutating func noteUse(of slot: Int, now: Instant) {
    let list = linkLists[Self.firstPeer + slot]
    var bytes: UInt64 = 0
    for rank in 0..<list.count { bytes &+= links[list[rank].index].counters.dataBytes }
    guard prefix.peers[slot]?.dataBytes != bytes else { return }
    prefix.peers[slot]?.dataBytes = bytes
    keep(slot, now: now)
  }

  private func isSuspect(_ slot: Int) -> Bool {
    let list = linkLists[Self.firstPeer + slot]
    for rank in 0..<list.count where links[list[rank].index].state == .suspect { return true }
    return false
  }
}
