// Joining the prefix plane: to the surrogate, through its multicast, and level by level to the
// nearest neighbours (ICNP 2003, section 2.1; PAPERS.md, "join").

extension Node {
  /// Joins the network of any of the given nodes; with none of them, this node is the first.
  public mutating func join(through contacts: [Contact], now: Instant) {
    guard plane == .prefix else { return }
    prefix.nextSweep = now + random.jittered(.seconds(5), by: 0.2)
    prefix.join.gateways = contacts.filter { $0.node != identity }
    if prefix.join.gateways.isEmpty { becomeJoined(now: now) } else { seek(now: now) }
    rearmPrefix(now: now)
  }

  mutating func becomeJoined(now: Instant) {
    let gateways = prefix.join.gateways
    prefix.join = JoinProgress()
    prefix.join.gateways = gateways
    prefix.join.phase = .joined
    prefix.search = nil
    guard prefix.profile.repairs else { return }
    // Those that joined at the same time could not be found yet: look again soon, then less often.
    prefix.urgentRepairs = 5
    prefix.repairLevel = max(0, prefix.table.levels - 2)
    prefix.nextRepair = now + random.jittered(.seconds(1), by: 0.5)
    prefix.localityPause = prefix.profile.localityInterval.scaled(by: 1.0 / 32)
    prefix.nextLocality = now + random.jittered(prefix.localityPause, by: 0.5)
  }

  /// Begins, or begins anew, with a gateway.
  private mutating func seek(now: Instant) {
    prefix.join.phase = .seeking
    prefix.join.visited = []
    prefix.join.unjoined = []
    prefix.join.isAnyoneSilent = false
    prefix.join.surrogate = nil
    prefix.join.attempts += 1
    prefix.join.deadline = .never
    var gateways = prefix.join.gateways
    gateways.shuffle(using: &random)
    prefix.join.waiting = gateways
    askNextOnTheWay(now: now)
  }

  private mutating func askNextOnTheWay(now: Instant) {
    while let contact = prefix.join.waiting.popLast() {
      guard !prefix.join.visited.contains(contact.node), contact.node != identity else { continue }
      prefix.join.visited.append(contact.node)
      if ask(contact, .surrogate, level: 0, now: now) { return }
    }
    if prefix.join.surrogate != nil {
      announce(now: now)
    } else if shouldBeFirst {
      beFirst(now: now)
    } else {
      pauseJoin(now: now)
    }
  }

  /// Whether this node should begin the network anew, because all whom it knows wait for somebody
  /// to do so, as after a power cut that took all of them: the lowest of those that answer does, and
  /// whoever nobody answers, after a while.
  private var shouldBeFirst: Bool {
    let join = prefix.join
    guard join.attempts >= (join.isAnyoneSilent ? 5 : 3) else { return false }
    return join.unjoined.allSatisfy { identity < $0 }
  }

  /// Is a network of its own until one of those that it knows answers: they are called again now and
  /// then.
  private mutating func beFirst(now: Instant) {
    for contact in prefix.join.gateways where !hasPeer(contact.node) {
      remember(dead: contact, now: now)
    }
    becomeJoined(now: now)
  }

  private func hasPeer(_ node: NodeID) -> Bool {
    prefix.peers.slot(of: node).flatMap { prefix.peers[$0]?.isLinked } ?? false
  }

  /// Waits before the next attempt, longer each time.
  private mutating func pauseJoin(now: Instant) {
    prefix.join.phase = .seeking
    prefix.join.waiting = []
    prefix.search = nil
    let pause = Interval.milliseconds(500) * (1 << UInt64(min(prefix.join.attempts, 5)))
    prefix.join.deadline = now + random.jittered(pause, by: 0.5)
  }

  mutating func surrogateAnswered(_ list: ContactList, _ node: NodeID, now: Instant) {
    guard prefix.join.phase == .seeking else { return }
    guard list.hasJoined else {
      prefix.join.unjoined.append(node)
      return askNextOnTheWay(now: now)
    }
    prefix.join.surrogate = prefix.peers.slot(of: node).flatMap { prefix.peers[$0]?.contact }
    let next = list.contacts.filter {
      !prefix.join.visited.contains($0.node) && !prefix.dead.contains($0.node)
    }
    // Who answered last is the deepest so far: what waits from above only serves if it fails.
    prefix.join.waiting = next.reversed()
    askNextOnTheWay(now: now)
  }

  /// Whom we asked for the way does not answer.
  mutating func surrogateIsSilent(now: Instant) {
    guard prefix.join.phase == .seeking else { return }
    prefix.join.isAnyoneSilent = true
    askNextOnTheWay(now: now)
  }

  /// Has the surrogate tell everyone who shares the prefix.
  private mutating func announce(now: Instant) {
    guard let surrogate = prefix.join.surrogate,
      let slot = prefix.peers.slot(of: surrogate.node),
      let link = controlLink(to: Self.firstPeer + slot)
    else { return pauseJoin(now: now) }
    keep(slot, now: now)
    prefix.join.phase = .announcing
    prefix.join.operation = UInt32(truncatingIfNeeded: random.next())
    prefix.join.deadline = now + prefix.profile.requestTimeout * 6
    let level = prefix.profile.base.sharedDigits(identity, surrogate.node)
    enqueue(
      .announcement(
        link,
        Announcement(
          level: UInt8(level), operation: prefix.join.operation, newcomer: prefix.own)))
  }

  /// The multicast of our own join is over.
  mutating func announced(isRefused: Bool, by node: NodeID, now: Instant) {
    guard prefix.join.phase == .announcing, prefix.join.surrogate?.node == node else { return }
    if isRefused { return pauseJoin(now: now) }
    beginSearch(now: now)
  }

  mutating func joinIsLate(now: Instant) {
    switch prefix.join.phase {
    case .announcing where prefix.join.attempts > 3: beginSearch(now: now)
    case .seeking, .announcing: seek(now: now)
    case .searching: becomeJoined(now: now)
    case .idle, .joined: prefix.join.deadline = .never
    }
  }

  private mutating func beginSearch(now: Instant) {
    guard let surrogate = prefix.join.surrogate else { return pauseJoin(now: now) }
    prefix.join.phase = .searching
    prefix.join.deadline = now + .seconds(60)
    let seeds = (0..<prefix.peers.capacity).compactMap { slot in
      prefix.peers[slot].map { ($0.contact, $0.distance) }
    }
    prefix.search = NeighbourSearch(
      own: identity, width: prefix.profile.searchWidth,
      level: prefix.profile.base.sharedDigits(identity, surrogate.node), seeds: seeds)
    pumpSearch(now: now)
  }

  /// Asks and measures whom the search wants asked and measured.
  mutating func pumpSearch(now: Instant) {
    while prefix.search != nil {
      let deadline = now + prefix.profile.requestTimeout
      while let contact = prefix.search?.nextMeasurement(deadline: deadline) {
        if let distance = knownDistance(of: contact.node) {
          prefix.search?.measured(contact.node, distance)
        } else {
          enqueue(.event(.measure(contact)))
        }
      }
      while let contact = prefix.search?.nextQuestion() {
        let level = prefix.search?.level ?? 0
        if !ask(contact, .search, level: level, now: now) { prefix.search?.failed(contact.node) }
      }
      guard prefix.search?.isLevelDone == true else { return }
      if prefix.search?.refine() == true { continue }
      offerFound(now: now)
      if prefix.search?.ascend() == false { return becomeJoined(now: now) }
    }
  }

  /// Connects to the nearest of those found for each entry: as many as the entry has places.
  private mutating func offerFound(now: Instant) {
    guard let found = prefix.search?.found else { return }
    var offered: [Int] = []
    for (contact, distance) in found {
      let (level, digit) = prefix.table.place(of: contact.node)
      let index = level * prefix.profile.base.count + digit
      while offered.count <= index { offered.append(0) }
      guard offered[index] < prefix.table.width else { continue }
      offered[index] += 1
      consider(contact, distance: distance, now: now)
    }
  }
}
