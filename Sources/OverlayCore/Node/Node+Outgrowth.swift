// From the mesh to the prefix plane, once a network is too large to measure every pair.
//
// All that a mesh member knows is more than what the prefix plane asks for: every other member, a
// measured link to nearly all of them. So nothing is asked and no link is closed: links move, with
// what was measured, from the member's slot to the peer's, and those that neither side's table has
// room for are let go once no packet has crossed them for a while.
//
// Members change over one by one, and for a while there are both. A link works between any two of
// them, whatever their planes: it carries the packets that go straight there. A member of the mesh
// knows of its neighbours that have gone ahead only what they said before, so that it goes through
// them when no member of the mesh offers a way, by two at once. A node of the prefix plane keeps its
// links to members of the mesh, which hold everybody, and steps aside to them like to any other.

extension Node {
  /// Looks whether this node changes over to the prefix plane now.
  mutating func considerOutgrowth(now: Instant) {
    guard let limit = configuration.outgrownAt, plane == .mesh else { return }
    var census = Outgrowth.Census(present: members.presentCount, neighbours: 0, changed: 0)
    for slot in 1..<members.capacity where hasUpLink(to: slot) {
      census.neighbours += 1
      if outgrowth.hasChanged(slot) { census.changed += 1 }
    }
    switch outgrowth.decide(census, limit: limit, now: now) {
    case .stay: break
    case .lead: outgrow(isFirst: true)
    case .follow: outgrow(isFirst: false)
    }
  }

  private mutating func outgrow(isFirst: Bool) {
    prefix.isPioneer = prefix.isPioneer || isFirst
    enqueue(.event(.outgrown))
  }

  /// Leaves the mesh for the prefix plane, the answer to ``Effect/outgrown``.
  ///
  /// Flows go on: every link stays where it is, and a link straight to a destination is a first
  /// choice under either plane.
  /// - Parameters:
  ///   - contacts: How to call the members that can be called, in any order. Members without a link
  ///     are called through them later; those that are left out are forgotten.
  ///   - now: The present.
  public mutating func changeOver(contacts: [Contact], now: Instant) {
    guard plane == .mesh else { return }
    let contacts = contacts.filter { $0.node != identity }
    let gateways = contacts.filter { contact in
      members.slot(of: contact.node).map { outgrowth.hasChanged($0) } ?? false
    }
    plane = .prefix
    configuration.plane = .prefix
    configuration.link = configuration.outgrownLink
    let linked = contacts.compactMap { moveLinks(to: $0, now: now) }
    leaveMesh(now: now)
    for slot in linked { offer(slot, now: now) }
    generation += 1
    if prefix.isPioneer {
      // Whoever counts that many members knows them all.
      prefix.join.gateways = contacts
      prefix.nextSweep = now + prefix.profile.idleHold
      becomeJoined(now: now)
    } else {
      // Whoever has not changed over itself answers no question about tables.
      join(through: gateways.isEmpty ? contacts : gateways, now: now)
    }
    rearmPrefix(now: now)
  }

  /// Makes a member a peer, its links with it; nil when it has none.
  private mutating func moveLinks(to contact: Contact, now: Instant) -> Int? {
    guard let member = members.slot(of: contact.node), member != 0,
      linkLists[member].count > 0, let slot = insertPeer(contact)
    else { return nil }
    let list = linkLists[member]
    linkLists[member] = LinkList()
    linkLists[Self.firstPeer + slot] = list
    for rank in 0..<list.count {
      let index = list[rank].index
      links[index].neighbour = Self.firstPeer + slot
      links[index].profile = configuration.sharedLink
      links[index].role = .passive
      // The neighbour hears of the change at once.
      set(.beacon(list[rank]), to: now)
    }
    prefix.peers[slot]?.isLinked = true
    prefix.peers[slot]?.isAnnounced = true
    let isDown = !hasUpLink(to: Self.firstPeer + slot)
    prefix.peers[slot]?.isDown = isDown
    prefix.peers[slot]?.since = now
    keep(slot, now: now)
    noteDistance(of: slot, now: now)
    return slot
  }

  /// Forgets the mesh. Links to members of whom no contact is known are given up.
  private mutating func leaveMesh(now: Instant) {
    for slot in 1..<members.capacity {
      set(.push(slot), to: .never)
      let list = linkLists[slot]
      for rank in 0..<list.count { enqueue(.event(.disconnect(list[rank]))) }
    }
    set(.housekeeping, to: .never)
    guard let own = members[0]?.record else { return }
    let capacity = members.capacity
    members = MemberTable(own: own, capacity: capacity, now: now)
    database = LinkStateDatabase(capacity: capacity)
    outgrowth = Outgrowth(capacity: capacity)
    ownLinks = OwnLinkState(capacity: capacity, incarnation: own.incarnation)
    routes = Array(repeating: Route(), count: routes.count)
  }
}
