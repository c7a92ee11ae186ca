// Keeping the table full and near: "self-repair algorithms must be present to replenish backup
// paths" (ICNP 2003, sections 2.3 and 4.3).

extension Node {
  /// Compares tables with a random peer: it answers with nodes that ours lacks. Peers of the row of
  /// a recent loss, or of deeper ones, know most about it.
  mutating func repair(now: Instant) {
    let profile = prefix.profile
    if prefix.urgentRepairs > 0 { prefix.urgentRepairs -= 1 }
    let pause = prefix.urgentRepairs > 0 ? Interval.milliseconds(500) : profile.repairInterval
    prefix.nextRepair = now + random.jittered(pause, by: 0.3)
    let all = prefix.acquaintances
    let deep = all.filter {
      profile.base.sharedDigits(identity, prefix.peers.node(in: $0)) >= prefix.repairLevel
    }
    // Few nodes share many digits, and only they know of each other.
    let levels = UInt64(max(1, prefix.table.levels))
    prefix.repairLevel = random.chance(0.75) ? Int(random.next() % levels) : 0
    let choice = deep.isEmpty ? all : deep
    guard !choice.isEmpty else { return rejoinIfAlone(now: now) }
    let slot = choice[Int(random.next() % UInt64(choice.count))]
    if let link = controlLink(to: Self.firstPeer + slot) { enqueue(.tableSummary(link)) }
  }

  /// A node that has lost all its peers begins anew with those that it knew.
  private mutating func rejoinIfAlone(now: Instant) {
    guard isJoined, !prefix.join.gateways.isEmpty else { return }
    join(through: prefix.join.gateways, now: now)
  }

  /// A node has been lost from the table: repairs a few times in quick succession.
  mutating func hastenRepair(after node: NodeID, now: Instant) {
    guard prefix.profile.repairs, isJoined else { return }
    prefix.repairLevel = prefix.profile.base.sharedDigits(identity, node)
    prefix.urgentRepairs = 3
    prefix.nextRepair = min(prefix.nextRepair, now + random.jittered(.milliseconds(200), by: 0.9))
  }

  /// Asks one of the nearest peers of a random level whom it knows there, and measures those that
  /// are new: what is near to a near node is near to us.
  mutating func refreshLocality(now: Instant) {
    prefix.localityPause = min(
      prefix.localityPause.scaled(by: 1.5), prefix.profile.localityInterval)
    prefix.nextLocality = now + random.jittered(prefix.localityPause, by: 0.3)
    // The lower of two: short prefixes have most nodes to choose from, and are first on every route.
    let levels = UInt64(max(1, prefix.table.levels))
    let level = Int(min(random.next() % levels, random.next() % levels))
    let nearest = prefix.acquaintances
      .filter { prefix.profile.base.sharedDigits(identity, prefix.peers.node(in: $0)) >= level }
      .sorted { (prefix.peers.distance($0), $0) < (prefix.peers.distance($1), $1) }
      .prefix(6)
    guard !nearest.isEmpty else { return }
    let slot = nearest[Int(random.next() % UInt64(nearest.count))]
    guard let contact = prefix.peers[slot]?.contact else { return }
    _ = ask(contact, .locality, level: level, now: now)
  }

  mutating func measureNew(_ contacts: [Contact], now: Instant) {
    for contact in contacts
    where contact.node != identity && prefix.measuring.count < Limits.answeredContactsMax {
      if let distance = knownDistance(of: contact.node) {
        consider(contact, distance: distance, now: now)
      } else if !prefix.dead.contains(contact.node),
        !prefix.measuring.contains(where: { $0.contact.node == contact.node })
      {
        prefix.measuring.append((contact, now + prefix.profile.requestTimeout))
        enqueue(.event(.measure(contact)))
      }
    }
  }

  /// Calls one of the dead whose time has come.
  mutating func revisitDead(now: Instant) {
    guard
      let contact = prefix.dead.nextDue(at: now, pauseMax: prefix.profile.revisitAfterMax)
    else { return }
    _ = connect(contact, now: now)
  }
}
