// Membership: announced to neighbours, compared by digest, exchanged by summary.
//
// What a node signs of itself is taken in; what others say of it, in summaries, only decides which
// records are asked for and offered. Offers and answers go over links that work and within each
// neighbour's budget, since a record has ten times the bytes of what asks for it.

extension Node {
  /// Takes in a record that has been verified: its node has signed it and belongs to the network.
  /// Under the prefix plane only the record of a neighbour that leaves means anything: its links end.
  ///
  /// - Parameter isDirect: Whether the node itself presented it in a handshake just now. It then
  ///   outranks hearsay, and this node introduces the newcomer to its neighbours.
  /// - Returns: Whether the node is a member now; false when the table is full, or the node has left
  ///   or leaves with this record.
  public mutating func admit(
    _ record: MemberRecord, isDirect: Bool, now: Instant
  ) -> Bool {
    guard plane == .mesh else {
      if record.hasDeparted { peerHasLeft(record.node, now: now) }
      return false
    }
    let incarnation = members.slot(of: record.node).flatMap { members[$0]?.record.incarnation }
    switch members.admit(record, isDirect: isDirect, now: now) {
    case .full: return false
    case .known: break
    case .joined(let slot):
      database.forget(slot)
      database.forgetReports(about: slot)
      neighbours[slot].begin()
      // Whoever leaves and comes back again and again must not have everybody say everything each time.
      if neighbours[slot].mayHaveAsked(now: now) {
        database.askAgain()
      } else {
        database.askAgain(at: now + Neighbour.returnSpacing)
      }
      outgrowth.forget(slot)
      didChange(slot, .joined)
      if isDirect { introduce(slot, now: now) }
    case .updated(let slot):
      if record.incarnation != incarnation { database.forget(slot) }
      didChange(slot, .updated)
      if isDirect { introduce(slot, now: now) }
    case .departed(let slot):
      failLinks(of: slot, now: now)
      database.forget(slot)
      didChange(slot, .departed)
    }
    return members.slot(of: record.node).map { members.isPresent($0) } ?? false
  }

  /// Announces our own record anew: newer than the one before, and signed where there are keys.
  ///
  /// When it says that this node leaves, it goes over every link under either plane: the driver drains
  /// the effects, then stops.
  public mutating func announce(_ record: MemberRecord, now: Instant) {
    guard record.node == identity, let own = members[0]?.record, record.isNewer(than: own) else {
      return
    }
    members.setOwn(record, now: now)
    if let first = record.endpoints.first { prefix.own.endpoint = first }
    guard record.hasDeparted else { return introduce(0, now: now) }
    for list in linkLists {
      for rank in 0..<list.count { enqueue(.record(list[rank], slot: 0)) }
    }
  }

  /// Puts a member out of the network, as when its credential is revoked.
  public mutating func expel(_ node: NodeID) {
    guard let slot = members.slot(of: node) else { return }
    change(slot, to: .expelled, as: .departed)
  }

  /// Every member's record that is worth a session, the lost included, ourselves excluded.
  public var memberRecords: [MemberRecord] {
    (1..<members.capacity).compactMap { slot in
      guard let member = members[slot], !member.record.hasDeparted, member.status != .expelled
      else { return nil }
      return member.record
    }
  }

  /// What a known node last said about itself, whatever has become of it.
  public func record(of node: NodeID) -> MemberRecord? {
    members.slot(of: node).flatMap { members[$0]?.record }
  }

  /// Our own record.
  public var ownRecord: MemberRecord? { members[0]?.record }

  /// Whether the node is known and part of the network.
  public func isMember(_ node: NodeID) -> Bool {
    members.slot(of: node).map { members.isPresent($0) } ?? false
  }

  mutating func change(_ slot: Int, to status: MemberTable.Status, as change: MemberChange) {
    guard members.set(slot, status) else { return }
    database.forget(slot)
    didChange(slot, change)
  }

  private mutating func didChange(_ slot: Int, _ change: MemberChange) {
    generation += 1
    enqueue(.event(.memberChanged(members.node(in: slot), change)))
  }

  /// Sends a member's record to the neighbours, within what that member may have sent. Those left out
  /// learn of it by summaries.
  private mutating func introduce(_ slot: Int, now: Instant) {
    for other in 1..<members.capacity where other != slot && hasUpLink(to: other) {
      guard let link = controlLink(to: other) else { continue }
      guard slot == 0 || neighbours[slot].introductions.admits(now: now) else {
        counters.recordsWithheld += 1
        continue
      }
      enqueue(.record(link, slot: slot))
    }
  }

  /// A peer of the prefix plane leaves: its links end, and nothing else.
  private mutating func peerHasLeft(_ node: NodeID, now: Instant) {
    guard let slot = prefix.peers.slot(of: node) else { return }
    lose(slot, now: now)
    rearmPrefix(now: now)
  }

  private mutating func failLinks(of slot: Int, now: Instant) {
    let list = linkLists[slot]
    for rank in 0..<list.count {
      let id = list[rank]
      let before = links[id.index].state
      links[id.index].fail(now: now)
      stateDidChange(
        of: id, neighbour: slot, from: before, to: links[id.index].state, now: now)
    }
  }

  // MARK: Gossip

  mutating func receive(
    _ request: MemberRequest, on link: LinkID, from neighbour: Int, now: Instant
  ) {
    for node in request.nodes {
      if let slot = members.slot(of: node), isWorthTelling(slot) {
        tell(slot, on: link, to: neighbour, now: now)
      }
    }
  }

  mutating func receive(
    _ summary: MemberSummary, on link: LinkID, from neighbour: Int, now: Instant
  ) {
    guard links[link.index].state == .up else { return }
    var wanted: [NodeID] = []
    for entry in summary.entries {
      guard let slot = members.slot(of: entry.node), let member = members[slot] else {
        if !entry.hasDeparted { wanted.append(entry.node) }
        continue
      }
      let theirs = (entry.incarnation, entry.sequence)
      let ours = (member.record.incarnation, member.record.sequence)
      if theirs > ours { wanted.append(entry.node) }
      // What is said of ourselves is answered at once, believed or not.
      let isOutdated = theirs < ours || (slot == 0 && (theirs > ours || entry.hasDeparted))
      if isOutdated, isWorthTelling(slot) { tell(slot, on: link, to: neighbour, now: now) }
    }
    offerUnlisted(in: summary, on: link, to: neighbour, now: now)
    if !wanted.isEmpty { enqueue(.memberRequest(link, MemberRequest(nodes: wanted))) }
  }

  /// Sends the records that the sender of a summary does not have.
  private mutating func offerUnlisted(
    in summary: MemberSummary, on link: LinkID, to neighbour: Int, now: Instant
  ) {
    for slot in 0..<members.capacity where members.isPresent(slot) {
      let node = members.node(in: slot)
      guard summary.first <= node, node <= summary.last else { continue }
      if !summary.entries.contains(where: { $0.node == node }) {
        tell(slot, on: link, to: neighbour, now: now)
      }
    }
  }

  /// Whether a member's record tells others something: that it is there, or in its own words that it
  /// has left.
  private func isWorthTelling(_ slot: Int) -> Bool {
    members.isPresent(slot) || members[slot]?.record.hasDeparted == true
  }

  /// Sends a record to a neighbour that works and has not drawn too many.
  private mutating func tell(
    _ slot: Int, on link: LinkID, to neighbour: Int, now: Instant
  ) {
    guard links[link.index].state == .up else { return }
    guard neighbours[neighbour].answers.admits(now: now) else {
      counters.recordsWithheld += 1
      return
    }
    enqueue(.record(link, slot: slot))
  }

  /// The part of our summary that starts at `first`, and where the next part starts.
  func summary(from first: NodeID) -> (summary: MemberSummary, next: NodeID?) {
    let listed = (0..<members.capacity)
      .compactMap { members[$0] }
      .filter { $0.status != .lost && $0.record.node >= first }
      .sorted { $0.record.node < $1.record.node }
    let part = listed.prefix(Limits.summaryEntriesMax)
    let next = part.count < listed.count ? listed[part.count].record.node : nil
    let last = next.map { NodeID($0.value - 1) } ?? NodeID(.max)
    let entries = part.map { member in
      MemberSummary.Entry(
        node: member.record.node, incarnation: member.record.incarnation,
        sequence: member.record.sequence, hasDeparted: member.status != .present)
    }
    return (MemberSummary(first: first, last: last, entries: entries), next)
  }
}
