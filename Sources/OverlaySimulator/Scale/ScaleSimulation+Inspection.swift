public import OverlayCore

// What only a global view can tell.

extension ScaleSimulation {
  /// Everyone who has joined.
  public var membership: Membership {
    Membership(
      joinedHosts.map { Membership.Member(node: identity(of: $0), host: $0) },
      base: configuration.node.prefix.base)
  }

  /// Looks at the routing table of every node that has joined.
  ///
  /// - Parameter localityOf: Compares distances in that many tables, spread evenly; each costs a
  ///   look at every node.
  public mutating func checkTables(localityOf sample: Int = 128) -> TableFindings {
    let membership = membership
    let now = now
    if sample > 0 { _ = underlay.withRouters { $0.findAllPaths(at: now) } }
    let underlay = underlay
    var checker = TableChecker(
      membership: membership, width: configuration.node.prefix.backupsMax + 1
    ) { from, to in
      underlay.delay(from: from, to: to)?.inMilliseconds ?? .infinity
    }
    let step = max(1, membership.members.count / max(1, sample))
    for (rank, member) in membership.members.enumerated() {
      guard let host = hosts[member.host] else { continue }
      checker.check(
        member.node, host: member.host, entries: host.node.tableEntries(),
        measuresLocality: sample > 0 && rank % step == 0)
    }
    return checker.findings
  }

  /// Bytes of the datagrams with packets that the node on a host has sent, headers and seals included.
  public func sentData(by host: Int) -> UInt64 { hosts[host]?.sent.dataBytes ?? 0 }

  /// Follows the tables toward a key, from node to node, as they are at this moment: the first
  /// candidate whose node runs, as the forwarding rule would find out.
  public mutating func lookUp(_ key: NodeID, from source: Int) -> LookupResult {
    var result = LookupResult(end: source, hops: 0, delay: .zero)
    var visited = [source]
    while let host = hosts[result.end] {
      let candidates = host.node.nextHops(toward: key)
      guard let next = firstRunning(candidates) else { return result }
      result.delay = result.delay + (underlay.delay(from: result.end, to: next, at: now) ?? .zero)
      result.end = next
      result.hops += 1
      guard !visited.contains(next) else {
        result.isLoop = true
        return result
      }
      visited.append(next)
    }
    return result
  }

  private func firstRunning(_ nodes: [NodeID]) -> Int? {
    for node in nodes {
      if let host = numbers[node], hosts[host] != nil { return host }
    }
    return nil
  }

  /// How packets of a class get from the mesh node on one host to that on another; nil when the first
  /// does not run or does not know the other.
  public func route(
    from source: Int, to destination: Int, trafficClass: TrafficClass
  ) -> RouteReport? {
    let node = identity(of: destination)
    return hosts[source]?.node.routeReports(now: now).first {
      $0.destination == node && $0.trafficClass == trafficClass
    }
  }

  /// A key drawn by the simulation's seed.
  public mutating func drawKey() -> NodeID {
    NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  /// One of `choices`, drawn by the simulation's seed.
  public mutating func draw<Choice>(from choices: [Choice]) -> Choice? {
    choices.isEmpty ? nil : choices[Int(random.next() % UInt64(choices.count))]
  }
}
