internal import OverlayCore
internal import OverlaySecurity

// The node as people see it. These allocate, and only run when somebody asks.

extension Daemon {
  /// The answer to `status`.
  func statusReport(now: Instant) -> StatusReport {
    let snapshot = node.snapshot(now: now)
    let routes = Dictionary(
      snapshot.routes.filter { $0.trafficClass == .balanced }.map { ($0.destination, $0) }
    ) { first, _ in first }
    let own = snapshot.members.first { $0.isSelf }
    let said = warnings(now: now)
    return StatusReport(
      version: SelvedgeVersion.current, network: networkName,
      networkID: credential.network.description, name: credential.name,
      node: credential.node.description, ipv4: IPNotation.ipv4(credential.ipv4),
      ipv4PrefixLength: Int(credential.ipv4PrefixLength),
      ipv6: IPNotation.ipv6(
        own?.ipv6 ?? OverlayAddress.ipv6(credential.node, network: credential.network)),
      listen: underlay.openPlaces.map(\.description),
      plane: node.plane.rawValue, prefix: snapshot.prefix.map(prefixReport),
      advertised: advertised.map(\.description),
      observed: snapshot.observed.map(\.description), device: tun?.name, exit: exitReport(now: now),
      stateDirectory: state.path,
      isAuthority: desk != nil, uptimeSeconds: (now - .zero).inSeconds,
      credentialExpiresAt: credential.expiresAt,
      clockBehindSeconds: node.clockDisagreement(now: now),
      warnings: said.isEmpty ? nil : said,
      peers: snapshot.members.filter { !$0.isSelf }.map { member in
        peer(member, routes[member.node], snapshot)
      } + absentPeers(snapshot, now: now),
      counters: allCounters(snapshot))
  }

  private func prefixReport(_ snapshot: PrefixSnapshot) -> StatusReport.Prefix {
    StatusReport.Prefix(
      isJoined: snapshot.isJoined, entries: snapshot.entries.count,
      nodes: snapshot.entries.reduce(0) { $0 + $1.nodes.count }, records: snapshot.recordCount)
  }

  private func peer(
    _ member: MemberSnapshot, _ route: RouteReport?, _ snapshot: NodeSnapshot
  ) -> StatusReport.Peer {
    let path = route?.paths.first
    let reach = path == nil ? "unreachable" : path?.relay == nil ? "direct" : "relayed"
    return StatusReport.Peer(
      name: member.name, node: member.node.description, ipv4: IPNotation.ipv4(member.ipv4),
      ipv6: IPNotation.ipv6(member.ipv6), endpoints: member.endpoints.map(\.description),
      isConnected: member.sessionAge != nil && path != nil, reach: reach,
      relay: path?.relay.map(name), localAddress: path.map { local($0.link, snapshot) },
      roundTripMilliseconds: path.map { 2 * $0.latencyMilliseconds }, loss: path?.loss,
      switches: route?.switches ?? 0, sessionAgeSeconds: member.sessionAge?.inSeconds,
      credentialExpiresAt: member.expiresAt)
  }

  /// Members of a mesh that are known and have not been heard lately. Under prefix routing those are
  /// most of the network.
  private func absentPeers(_ snapshot: NodeSnapshot, now: Instant) -> [StatusReport.Peer] {
    guard node.plane == .mesh else { return [] }
    let (revocations, time) = (node.knownRevocations, node.unixSeconds(now: now))
    return knownMembers.absent(besides: Set(snapshot.members.map(\.node))).compactMap { known in
      let credential = known.credential
      guard !credential.isExpired(at: time), !revocations.contains(where: { $0.covers(credential) })
      else { return nil }
      return StatusReport.Peer(
        name: credential.name, node: credential.node.description,
        ipv4: IPNotation.ipv4(credential.ipv4),
        ipv6: IPNotation.ipv6(
          OverlayAddress.ipv6(credential.node, network: credential.network)),
        endpoints: [], isConnected: false, reach: "offline", switches: 0,
        credentialExpiresAt: credential.expiresAt, lastSeenAt: known.lastSeenAt)
    }
  }

  /// The answer to `links`.
  func linksReport(now: Instant) -> LinksReport {
    let snapshot = node.snapshot(now: now)
    let links = snapshot.links.map { link in
      let quality = link.report.quality
      let counters = link.report.counters
      return LinksReport.Link(
        neighbour: name(of: link.report.neighbour), node: link.report.neighbour.description,
        link: link.report.link.index, uplink: underlay.uplink(link.socket),
        localAddress: underlay.description(link.socket),
        remoteAddress: link.address.description, state: quality.state.name,
        role: link.report.role.name, stateSeconds: (now - link.report.stateSince).inSeconds,
        roundTripMilliseconds: quality.roundTrip.inMilliseconds,
        variationMilliseconds: quality.variation.inMilliseconds,
        lossForward: quality.forwardLoss, lossReverse: quality.reverseLoss,
        mtu: link.report.isSizeFound
          ? quality.datagramBytesMax + link.address.family.headerBytes : nil,
        beaconIntervalMilliseconds: link.report.beaconInterval.inMilliseconds,
        controlBytesSent: counters.controlBytesSent,
        controlBytesReceived: counters.controlBytesReceived,
        dataBytesSent: counters.dataBytesSent, dataBytesReceived: counters.dataBytesReceived)
    }
    return LinksReport(links: links.sorted { ($0.neighbour, $0.link) < ($1.neighbour, $1.link) })
  }

  /// The answer to `routes`.
  func routesReport(now: Instant) -> RoutesReport {
    let snapshot = node.snapshot(now: now)
    let routes = snapshot.routes.map { route in
      RoutesReport.Route(
        to: name(of: route.destination), node: route.destination.description,
        trafficClass: configuration.traffic.name(of: route.trafficClass),
        paths: route.paths.map { path in
          RoutesReport.Path(
            relay: path.relay.map(name), localAddress: local(path.link, snapshot),
            remoteAddress: remote(path.link, snapshot),
            latencyMilliseconds: path.latencyMilliseconds, loss: path.loss, cost: path.cost,
            variationMilliseconds: path.variationMilliseconds, throughput: path.throughput,
            isWithinBounds: path.isWithinBounds)
        },
        forbidden: forbidden(route),
        directState: route.directState?.name,
        reason: RouteReason.words(for: route, on: node.plane),
        switches: route.switches, changedSecondsAgo: (now - route.changedAt).inSeconds)
    }
    return RoutesReport(
      routes: routes.sorted { ($0.to, $0.trafficClass) < ($1.to, $1.trafficClass) },
      table: snapshot.prefix?.entries.map { entry in
        RoutesReport.Entry(
          level: entry.level, digit: entry.digit, names: entry.nodes.map(name))
      })
  }

  private func local(_ link: LinkID, _ snapshot: NodeSnapshot) -> String {
    snapshot.links.first { $0.report.link == link }.map { underlay.description($0.socket) } ?? ""
  }

  private func remote(_ link: LinkID, _ snapshot: NodeSnapshot) -> String {
    snapshot.links.first { $0.report.link == link }?.address.description ?? ""
  }

  private func allCounters(_ snapshot: NodeSnapshot) -> [String: UInt64] {
    var sent = counters
    let total = underlay.total
    sent.datagramsSent = UInt64(total.sent)
    sent.datagramsDropped = UInt64(total.dropped)
    sent.portsDisplaced = forwarder.displaced
    sent.nameClientsDisplaced = names.displaced
    let routing = node.routingCounters
    sent.metricValuesRefused = routing.metricValuesRefused
    sent.recordsWithheld = routing.recordsWithheld
    (sent.effectsDropped, sent.sendingsDropped) = node.queueRefusals
    return sent.values.merging(snapshot.counters.values) { $1 }
      .merging(snapshot.prefix?.values ?? [:]) { $1 }
  }
}
