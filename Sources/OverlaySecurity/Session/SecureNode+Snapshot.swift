public import OverlayCore

extension SecureNode {
  /// All that people may want to see. Allocates; not for packets.
  public func snapshot(now: Instant) -> NodeSnapshot {
    NodeSnapshot(
      node: identity, takenAt: now, members: memberSnapshots(now: now),
      links: node.linkReports(now: now).map { report in
        let target = targets[report.link.index]
        return LinkSnapshot(
          report: report, address: target.address, socket: target.socket, path: target.path)
      },
      routes: node.routeReports(now: now), counters: counters)
  }

  private func memberSnapshots(now: Instant) -> [MemberSnapshot] {
    node.presentMembers.compactMap { member in
      guard let credential = directory.credentials[member] else { return nil }
      return MemberSnapshot(
        node: member, name: credential.name, ipv4: credential.ipv4,
        ipv6: OverlayAddress.ipv6(member, network: network),
        endpoints: node.record(of: member)?.endpoints ?? [], isSelf: member == identity,
        sessionAge: sessionAge(member, now: now), expiresAt: credential.expiresAt)
    }.sorted { $0.name < $1.name }
  }

  private func sessionAge(_ member: NodeID, now: Instant) -> Interval? {
    guard let place = places[member], peers[place].current != SessionTable.none else {
      return nil
    }
    return now - sessions[peers[place].current].createdAt
  }
}
