// Questions to peers, and what becomes of those that are not answered.

extension Node {
  /// Asks a node, over a link that is made if there is none; false when that cannot be.
  mutating func ask(
    _ contact: Contact, _ use: OutstandingRequest.Use, level: Int, now: Instant
  ) -> Bool {
    guard prefix.requests.count < 64, let slot = connect(contact, now: now) else { return false }
    keep(slot, now: now)
    let isLinked = prefix.peers[slot]?.isLinked == true
    let patience = patience(with: slot, use) * (isLinked ? 1 : 2)
    prefix.requests.append(
      OutstandingRequest(
        number: prefix.nextRequestNumber(), node: contact.node, use: use, level: level,
        deadline: now + patience))
    if let link = controlLink(to: Self.firstPeer + slot) {
      sendWaiting(to: slot, on: link, now: now)
    }
    return true
  }

  /// How long an answer may take: longer from a node that is known to be far, and longer with each
  /// attempt to join, or a newcomer whose gateways are all farther away than the profile expects
  /// would never get in.
  private func patience(with slot: Int, _ use: OutstandingRequest.Use) -> Interval {
    let attempts = use == .surrogate ? UInt64(min(max(prefix.join.attempts, 1), 4)) : 1
    let distance = prefix.peers[slot]?.distance ?? .zero
    return max(prefix.profile.requestTimeout * attempts, distance * 3)
  }

  /// Sends what waited for a link.
  mutating func sendWaiting(to slot: Int, on link: LinkID, now: Instant) {
    let node = prefix.peers.node(in: slot)
    let distance = prefix.peers[slot]?.distance ?? .zero
    for index in prefix.requests.indices
    where prefix.requests[index].node == node && !prefix.requests[index].isSent {
      prefix.requests[index].isSent = true
      prefix.requests[index].deadline =
        now + patience(with: slot, prefix.requests[index].use)
      let request = prefix.requests[index]
      enqueue(
        .tableRequest(
          link,
          TableRequest(
            purpose: request.purpose, request: request.number, level: UInt8(request.level),
            distance: UInt32(min(distance.nanoseconds / 1_000, UInt64(UInt32.max))),
            asker: prefix.own)))
    }
    for multicast in prefix.multicasts {
      for branch in multicast.branches where branch.node == node {
        enqueue(
          .announcement(
            link,
            Announcement(
              level: UInt8(branch.level + 1), operation: multicast.operation,
              newcomer: multicast.newcomer)))
      }
    }
  }

  mutating func expireRequests(now: Instant) {
    while let index = prefix.requests.firstIndex(where: { $0.deadline <= now }) {
      fail(prefix.requests.remove(at: index), now: now)
    }
  }

  /// Whatever a node was asked, it will not answer.
  mutating func peerIsSilent(_ node: NodeID, now: Instant) {
    while let index = prefix.requests.firstIndex(where: { $0.node == node }) {
      fail(prefix.requests.remove(at: index), now: now)
    }
    giveUpBranches(to: node, now: now)
  }

  private mutating func fail(_ request: OutstandingRequest, now: Instant) {
    switch request.use {
    case .surrogate: surrogateIsSilent(now: now)
    case .search:
      prefix.search?.failed(request.node)
      pumpSearch(now: now)
    case .locality: break
    }
  }
}
