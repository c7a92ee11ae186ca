// The acknowledged multicast by which a newcomer becomes known to all who share its prefix.

extension Node {
  mutating func receive(
    _ announcement: Announcement, on link: LinkID, from slot: Int, now: Instant
  ) {
    let newcomer = announcement.newcomer
    let neighbour = prefix.peers.node(in: slot)
    guard prefix.admits(.announcement, from: neighbour, now: now) else { return }
    guard isInPlace(announcement, from: neighbour) else {
      prefix.counters.misplacedAnnouncements += 1
      return
    }
    let acknowledgement = AnnouncementAck(
      operation: announcement.operation, newcomer: newcomer.node)
    let isKnown = prefix.multicasts.contains {
      $0.operation == announcement.operation && $0.newcomer.node == newcomer.node
    }
    guard newcomer.node != identity, !isKnown else {
      enqueue(.announcementAck(link, acknowledgement))
      return
    }
    guard prefix.multicasts.count < Limits.multicastsMax,
      prefix.multicasts.count(where: { $0.parent == neighbour }) < Limits.neighbourMulticastsMax
    else {
      prefix.counters.refusedAnnouncements += 1
      var refusal = acknowledgement
      refusal.isRefused = true
      enqueue(.announcementAck(link, refusal))
      return
    }
    consider(newcomer, distance: knownDistance(of: newcomer.node), now: now)
    let branches = branches(of: announcement, now: now)
    guard !branches.isEmpty else {
      enqueue(.announcementAck(link, acknowledgement))
      return
    }
    prefix.multicasts.append(
      Multicast(
        operation: announcement.operation, newcomer: newcomer, parent: neighbour,
        branches: branches))
    for branch in branches { send(announcement, to: branch) }
  }

  /// Whether the announcement can have come this way: a newcomer begins at the digits that it shares
  /// with us, whoever passes it on goes one level below those. Otherwise a member could have each of
  /// its neighbours tell the whole network, again and again.
  private func isInPlace(_ announcement: Announcement, from neighbour: NodeID) -> Bool {
    let shared = prefix.profile.base.sharedDigits(identity, neighbour)
    let isDirect = announcement.newcomer.node == neighbour
    return Int(announcement.level) == (isDirect ? shared : shared + 1)
  }

  /// One node for each entry from the announcement's level on: together with ourselves they have
  /// all who share so many digits below them.
  private func branches(of announcement: Announcement, now: Instant) -> [Multicast.Branch] {
    var branches: [Multicast.Branch] = []
    for level in Int(announcement.level)..<max(Int(announcement.level), prefix.table.levels) {
      for digit in 0..<prefix.profile.base.count {
        let newcomer = announcement.newcomer.node
        guard let node = branchNode(level, digit, after: 0, newcomer: newcomer) else { continue }
        branches.append(
          Multicast.Branch(
            level: level, digit: digit, node: node, tries: 1,
            deadline: now + prefix.profile.requestTimeout * 2))
      }
    }
    return branches
  }

  /// The node of an entry to try after `tries` of them.
  private func branchNode(
    _ level: Int, _ digit: Int, after tries: Int, newcomer: NodeID
  ) -> NodeID? {
    let entry = prefix.table[level, digit]
    let nodes = (0..<entry.count).map { prefix.peers.node(in: entry[$0]) }
      .filter { $0 != newcomer }
    return tries < nodes.count ? nodes[tries] : nil
  }

  private mutating func send(_ announcement: Announcement, to branch: Multicast.Branch) {
    guard let slot = prefix.peers.slot(of: branch.node),
      let link = controlLink(to: Self.firstPeer + slot)
    else { return }
    var step = announcement
    step.level = UInt8(branch.level + 1)
    enqueue(.announcement(link, step))
  }

  mutating func receive(
    _ acknowledgement: AnnouncementAck, from slot: Int, now: Instant
  ) {
    let node = prefix.peers.node(in: slot)
    if acknowledgement.newcomer == identity {
      guard acknowledgement.operation == prefix.join.operation else { return }
      return announced(isRefused: acknowledgement.isRefused, by: node, now: now)
    }
    guard
      let index = prefix.multicasts.firstIndex(where: {
        $0.operation == acknowledgement.operation && $0.newcomer.node == acknowledgement.newcomer
      }),
      let branch = prefix.multicasts[index].branches.firstIndex(where: { $0.node == node })
    else { return }
    // A refusal is tried again when the branch's time is up.
    if acknowledgement.isRefused { return }
    prefix.multicasts[index].branches.remove(at: branch)
    finishMulticast(index)
  }

  /// Acknowledges to whoever asked, once nothing is missing.
  private mutating func finishMulticast(_ index: Int) {
    guard prefix.multicasts[index].branches.isEmpty else { return }
    let multicast = prefix.multicasts.remove(at: index)
    guard let slot = prefix.peers.slot(of: multicast.parent),
      let link = controlLink(to: Self.firstPeer + slot)
    else { return }
    enqueue(
      .announcementAck(
        link,
        AnnouncementAck(operation: multicast.operation, newcomer: multicast.newcomer.node)))
  }

  /// Tries another node for each branch that has not answered in time, then does without: whoever
  /// was missed learns of the newcomer by comparing tables.
  mutating func retryBranches(now: Instant) {
    for index in prefix.multicasts.indices.reversed() {
      for place in prefix.multicasts[index].branches.indices.reversed()
      where prefix.multicasts[index].branches[place].deadline <= now {
        retry(place, of: index, now: now)
      }
      finishMulticast(index)
    }
  }

  private mutating func retry(_ place: Int, of index: Int, now: Instant) {
    let multicast = prefix.multicasts[index]
    var branch = multicast.branches[place]
    guard branch.tries < 2,
      let next = branchNode(
        branch.level, branch.digit, after: branch.tries, newcomer: multicast.newcomer.node)
        ?? branchNode(branch.level, branch.digit, after: 0, newcomer: multicast.newcomer.node)
    else {
      prefix.multicasts[index].branches.remove(at: place)
      return
    }
    branch.node = next
    branch.tries += 1
    branch.deadline = now + prefix.profile.requestTimeout * 2
    prefix.multicasts[index].branches[place] = branch
    send(
      Announcement(
        level: UInt8(branch.level + 1), operation: multicast.operation,
        newcomer: multicast.newcomer), to: branch)
  }

  /// A node is gone: its branches are tried elsewhere at once.
  mutating func giveUpBranches(to node: NodeID, now: Instant) {
    var isAny = false
    for index in prefix.multicasts.indices {
      for place in prefix.multicasts[index].branches.indices
      where prefix.multicasts[index].branches[place].node == node {
        prefix.multicasts[index].branches[place].deadline = now
        isAny = true
      }
    }
    if isAny { hasten(.prefix, to: now + .milliseconds(1)) }
  }
}
