// Relays for paths that have failed. The last hop of a route has no alternative in anybody's table:
// the entry can hold the destination alone. Yet a destination that some paths have failed to still
// has links over others, and it is the one who knows which. It has a few of those neighbours offer
// themselves as relays to the nodes that hold it and have lost it.

extension Node {
  /// A link to a peer that holds us is suspect: has others stand in, if that peer has nobody else to
  /// turn to for what shares our digits.
  mutating func missPeer(in slot: Int, now: Instant) {
    guard prefix.profile.repairs, isJoined, let peer = prefix.peers[slot],
      peer.holdsUs || peer.isHeld, isIndispensable(to: peer.contact.node)
    else { return }
    prefix.relays.miss(peer.contact, now: now)
  }

  /// Whether the entry that we fill at another node has room for more: whoever could be in it is in
  /// our own deeper rows.
  private func isIndispensable(to node: NodeID) -> Bool {
    let table = prefix.table
    let first = table.place(of: node).level + 1
    var others = 0
    for level in first..<max(table.levels, first) {
      for digit in 0..<prefix.profile.base.count { others += table.count(level, digit) }
    }
    return others + 1 < table.width
  }

  /// An idle link has failed: asks those whose links need a relay as soon as they fail whether they
  /// still live.
  mutating func questionDependants(now: Instant) {
    for slot in 0..<prefix.peers.capacity {
      guard let peer = prefix.peers[slot], peer.isLinked, peer.holdsUs || peer.isHeld,
        isIndispensable(to: peer.contact.node)
      else { continue }
      let list = linkLists[Self.firstPeer + slot]
      for rank in 0..<list.count where links[list[rank].index].question(now: now) {
        set(.beacon(list[rank]), to: now)
        rearmCheck(list[rank], now: now)
      }
    }
  }

  mutating func askForRelays(now: Instant) {
    prefix.relays.expire(at: now)
    while let (contact, standing) = prefix.relays.nextAsk(at: now, prefix.profile) {
      var willing = standing.compactMap { prefix.peers.slot(of: $0) }
        .filter { hasUpLink(to: Self.firstPeer + $0) }
      let others = prefix.acquaintances.filter { slot in
        prefix.peers.node(in: slot) != contact.node && !willing.contains(slot)
          && hasUpLink(to: Self.firstPeer + slot)
      }
      if willing.isEmpty {
        willing = Array(others.shuffled(using: &random).prefix(Relays.askedAtOnce))
      }
      for slot in willing {
        if let link = controlLink(to: Self.firstPeer + slot) {
          enqueue(.relayNote(link, RelayNote(.ask, contact)))
        }
      }
    }
  }

  mutating func receive(
    _ note: RelayNote, on link: LinkID, from slot: Int, now: Instant
  ) {
    guard note.contact.node != identity, let sender = prefix.peers[slot]?.contact,
      note.contact.node != sender.node, isJoined,
      prefix.admits(.relayNote, from: sender.node, now: now)
    else { return }
    switch note.purpose {
    case .ask: standIn(for: sender, at: note.contact, now: now)
    case .offer:
      keep(slot, now: now)
      prefix.relays.offered(
        note.contact.node, by: sender.node, until: now + prefix.profile.idleHold, now: now)
    case .confirm:
      keep(slot, now: now)
      prefix.relays.confirm(
        note.contact.node, by: sender.node,
        again: now + random.jittered(prefix.profile.idleHold.scaled(by: 0.6), by: 0.2))
    }
  }

  private mutating func standIn(for asker: Contact, at contact: Contact, now: Instant) {
    guard configuration.mayRelay, !prefix.dead.contains(contact.node),
      prefix.relays.call(
        contact.node, for: asker, deadline: now + prefix.profile.requestTimeout * 2)
    else { return }
    guard let slot = connect(contact, now: now) else { return }
    keep(slot, now: now)
    guard prefix.peers[slot]?.isLinked == true else { return }
    if hasUpLink(to: Self.firstPeer + slot) { offerOurselves(to: slot, now: now) }
  }

  /// A node that we were asked to offer ourselves to has a link now.
  mutating func offerOurselves(to slot: Int, now: Instant) {
    guard let contact = prefix.peers[slot]?.contact,
      let link = controlLink(to: Self.firstPeer + slot)
    else { return }
    for asker in prefix.relays.answered(contact.node) {
      guard let back = prefix.peers.slot(of: asker.node),
        let askerLink = controlLink(to: Self.firstPeer + back)
      else { continue }
      keep(back, now: now)
      enqueue(.relayNote(link, RelayNote(.offer, asker)))
      enqueue(.relayNote(askerLink, RelayNote(.confirm, contact)))
    }
  }

  /// The ways over relays that offered themselves for a destination.
  func relayed(to destination: NodeID, now: Instant) -> Route {
    var route = Route()
    prefix.relays.forEachRelay(to: destination, at: now) { relay in
      guard let slot = prefix.peers.slot(of: relay) else { return }
      insertLinks(of: slot, cost: 0, isDirect: false, into: &route)
    }
    return route
  }
}
