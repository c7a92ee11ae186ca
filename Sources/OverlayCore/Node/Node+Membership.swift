// Membership: announced to neighbours, compared by digest, exchanged by summary.

extension Node {
  /// Takes in a record whose credential has been verified.
  ///
  /// - Parameter isDirect: Whether the node itself presented it in a handshake just now. It then
  ///   outranks hearsay, and this node introduces the newcomer to its neighbours.
  /// - Returns: Whether the node is a member now; false when the table is full or the node left
  ///   and this is an old record.
  public mutating func admit(
    _ record: MemberRecord, isDirect: Bool, now: Instant
  ) -> Bool {
    let incarnation = members.slot(of: record.node).flatMap { members[$0]?.record.incarnation }
    switch members.admit(record, isDirect: isDirect, now: now) {
    case .full: return false
    case .known: break
    case .joined(let slot):
      database.forget(slot)
      database.forgetReports(about: slot)
      database.askAgain()
      neighbours[slot] = Neighbour()
      didChange(slot, .joined)
      if isDirect { introduce(slot) }
    case .updated(let slot):
      if record.incarnation != incarnation { database.forget(slot) }
      didChange(slot, .updated)
      if isDirect { introduce(slot) }
    }
    return members.slot(of: record.node).map { members.isPresent($0) } ?? false
  }

  /// Announces new addresses of our own.
  public mutating func setEndpoints(_ endpoints: [UnderlayAddress], now: Instant) {
    guard var record = members[0]?.record, record.endpoints != endpoints else { return }
    record.endpoints = endpoints
    record.sequence += 1
    members.setOwn(record, now: now)
    if let first = endpoints.first { prefix.own.endpoint = first }
    introduce(0)
  }

  /// Says farewell on every link that works. The driver drains the effects, then stops.
  public mutating func leave() {
    for slot in linkLists.indices {
      if let link = controlLink(to: slot) { enqueue(.farewell(link)) }
    }
  }

  /// Puts a member out of the network, as when its credential is revoked.
  public mutating func expel(_ node: NodeID) {
    guard let slot = members.slot(of: node) else { return }
    change(slot, to: .departed, as: .departed)
  }

  /// Every member's record that is worth a session, the lost included, ourselves excluded.
  public var memberRecords: [MemberRecord] {
    (1..<members.capacity).compactMap { slot in
      guard let member = members[slot], member.status != .departed else { return nil }
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

  private mutating func introduce(_ slot: Int) {
    for other in 1..<members.capacity where other != slot && hasUpLink(to: other) {
      if let link = controlLink(to: other) { enqueue(.record(link, slot: slot)) }
    }
  }

  mutating func receive(_ farewell: Farewell, from slot: Int, now: Instant) {
    guard members[slot]?.record.incarnation == farewell.incarnation else { return }
    let list = linkLists[slot]
    for rank in 0..<list.count {
      let id = list[rank]
      let before = links[id.index].state
      links[id.index].fail(now: now)
      stateDidChange(
        of: id, neighbour: slot, from: before, to: links[id.index].state, now: now)
    }
    change(slot, to: .departed, as: .departed)
  }

  mutating func receive(_ request: MemberRequest, on link: LinkID) {
    for node in request.nodes {
      if let slot = members.slot(of: node), members.isPresent(slot) {
        enqueue(.record(link, slot: slot))
      }
    }
  }

  mutating func receive(_ summary: MemberSummary, on link: LinkID, now: Instant) {
    var wanted: [NodeID] = []
    for entry in summary.entries {
      guard let slot = members.slot(of: entry.node), let member = members[slot] else {
        if !entry.hasDeparted { wanted.append(entry.node) }
        continue
      }
      let theirs = (entry.incarnation, entry.sequence)
      let ours = (member.record.incarnation, member.record.sequence)
      if entry.hasDeparted {
        let isOver = entry.incarnation >= member.record.incarnation
        if isOver, slot != 0, !hasUpLink(to: slot) {
          change(slot, to: .departed, as: .departed)
        } else if member.status == .present {
          enqueue(.record(link, slot: slot))
        }
      } else if theirs > ours {
        wanted.append(entry.node)
      } else if ours > theirs, member.status == .present {
        enqueue(.record(link, slot: slot))
      }
    }
    offerUnlisted(in: summary, on: link)
    if !wanted.isEmpty { enqueue(.memberRequest(link, MemberRequest(nodes: wanted))) }
  }

  /// Sends the records that the sender of a summary does not have.
  private mutating func offerUnlisted(in summary: MemberSummary, on link: LinkID) {
    for slot in 0..<members.capacity where members.isPresent(slot) {
      let node = members.node(in: slot)
      guard summary.first <= node, node <= summary.last else { continue }
      if !summary.entries.contains(where: { $0.node == node }) {
        enqueue(.record(link, slot: slot))
      }
    }
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
        sequence: member.record.sequence, hasDeparted: member.status == .departed)
    }
    return (MemberSummary(first: first, last: last, entries: entries), next)
  }
}
