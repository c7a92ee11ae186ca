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
      routes: routeReports(now: now), counters: counters, prefix: prefixSnapshot,
      observed: observedAddresses)
  }

  /// Every link as it was measured. Allocates; not for packets.
  public func linkReports(now: Instant) -> [LinkReport] {
    node.linkReports(now: now)
  }

  private func routeReports(now: Instant) -> [RouteReport] {
    guard plane == .prefix else { return node.routeReports(now: now) }
    return knownNodes.filter { $0 != identity }.map { node.prefixReport(to: $0, now: now) }
  }

  /// Members of the mesh; under the prefix plane those that this node has to do with.
  var knownNodes: [NodeID] {
    guard plane == .prefix else { return node.presentMembers }
    let known = peers.indices.filter { peers[$0].isTaken && !provisional.contains($0) }
    return [identity] + known.map { peers[$0].node }
  }

  private var prefixSnapshot: PrefixSnapshot? {
    guard plane == .prefix else { return nil }
    return PrefixSnapshot(
      isJoined: node.isJoined, entries: node.tableEntries(), recordCount: node.heldRecordCount,
      refused: node.prefixCounters, directory: node.directoryCounters)
  }

  private func memberSnapshots(now: Instant) -> [MemberSnapshot] {
    knownNodes.compactMap { member in
      guard let credential = directory.credentials[member] else { return nil }
      return MemberSnapshot(
        node: member, name: credential.name, ipv4: credential.ipv4,
        ipv6: OverlayAddress.ipv6(member, network: network),
        endpoints: endpoints(of: member), isSelf: member == identity,
        sessionAge: sessionAge(member, now: now), expiresAt: credential.expiresAt)
    }.sorted { $0.name < $1.name }
  }

  private func endpoints(of member: NodeID) -> [UnderlayAddress] {
    if member == identity { return node.ownRecord?.endpoints ?? [] }
    return places[member].flatMap({ description(of: $0) })?.endpoints
      ?? node.record(of: member)?.endpoints ?? []
  }

  private func sessionAge(_ member: NodeID, now: Instant) -> Interval? {
    guard let place = places[member], peers[place].current != SessionTable.none else {
      return nil
    }
    return now - sessions[peers[place].current].createdAt
  }
}
