internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Addresses that are not nodes': what lies behind this node, and what others serve.

extension Daemon {
  /// How often a daemon that is an exit looks whether its host has a way to the Internet.
  private static let uplinkInterval = Interval.seconds(2)
  /// How often the directory of the prefix plane is asked who serves what.
  private static let lookUpInterval = Interval.seconds(10)
  /// Keys that announcements are spread over, each with room for sixteen.
  private static let announcementKeys = 8

  // MARK: Start

  /// The first checks, announcements and questions.
  func beginEdge(now: Instant) {
    guard edge.isInUse else { return }
    host?.isInUse()
    edge.hostLookAt = now
    if edge.settings.servesExit { edge.uplinkDueAt = now }
    if edge.settings.usesOthers { edge.lookUpAt = now }
    edge.isDisturbed(now: now)
    applyRoutes(now: now)
  }

  // MARK: Timers

  /// Does what is due: checks, announcements, the order of servers, routes.
  func runEdge(now: Instant) {
    if edge.hostLookAt <= now { lookAfterHost(now: now) }
    if edge.uplinkDueAt <= now { lookForUplinks(now: now) }
    let served = edge.settings.serve
    let changed = edge.checks.run(now: now) { descriptor, number in
      let token = EventToken(.healthCheck, index: number)
      try? loop.add(descriptor, token: token)
      // A connection is decided when it can be written to.
      if case .tcp = served[number].check {
        try? loop.watchWrites(descriptor, token: token, true)
      }
    }
    for number in changed { logHealth(number) }
    if edge.settings.forwards, edge.said.update(edge.ownEntries, now: now) { publishPrefixes(now) }
    if edge.said.dueAt <= now { announcePrefixes(now: now) }
    if edge.book.nextDeadline <= now, edge.book.expire(at: now) { edge.isDisturbed(now: now) }
    if edge.lookUpAt <= now { lookForServers(now: now) }
    if edge.rankAt <= now { rankServers(now: now) }
    if edge.routes.nextDeadline <= now { applyRoutes(now: now) }
  }

  /// A health check's socket has something.
  func receiveHealth(_ number: Int) {
    let now = loop.clock.now
    guard edge.checks.look(number) else { return }
    logHealth(number)
    if edge.said.update(edge.ownEntries, now: now) { publishPrefixes(now) }
    announcePrefixes(now: now)
  }

  private func logHealth(_ number: Int) {
    let state = edge.checks.states[number]
    if state.isHealthy {
      logger.info("\(state.prefix) passes its check and is announced")
    } else {
      logger.warning("\(state.prefix) fails its check and is withdrawn")
    }
  }

  private func lookForUplinks(now: Instant) {
    edge.uplinkDueAt = now + Self.uplinkInterval
    let device = tun?.name ?? ""
    var found: [AddressPrefix] = []
    for (family, setting) in [
      (UnderlayAddress.Family.ipv4, KernelSetting.forwardIPv4), (.ipv6, .forwardIPv6),
    ] where setting.value == "1" && DefaultRoute.exists(family, besides: device) {
      found.append(.everything(family))
    }
    guard found != edge.uplinks else { return }
    edge.uplinks = found
    let words = found.map(\.description).joined(separator: " and ")
    logger.info("this exit leads to \(found.isEmpty ? "nowhere" : words)")
  }

  // MARK: Saying

  private func announcePrefixes(now: Instant) {
    edge.said.wasSaid(now: now)
    let announcement = edge.said.announcement(incarnation: node.incarnation)
    for other in node.others where node.hasSession(with: other) {
      let start = PacketLayout.headroom
      let length = announcements.withBuffer(0) { announcement.write(to: &$0, at: start) }
      let submission = node.send(
        .prefixes, to: other, trafficClass: .loss, flow: 0, payload: start..<(start + length),
        now: now)
      guard case .forward(let packet, let hops) = submission else { continue }
      underlay.send(packet, to: hops, from: announcements[0], node: &node, now: now)
      // There is one buffer.
      underlay.flush()
    }
  }

  /// The network routes by prefixes from now on, and nobody knows everybody any more.
  func edgeChangedOver() {
    let now = loop.clock.now
    if edge.settings.forwards { publishPrefixes(now) }
    if edge.settings.usesOthers { edge.lookUpAt = now }
  }

  /// Says that nothing is served any more.
  func withdrawPrefixes(now: Instant) {
    guard edge.settings.forwards, edge.said.update([], now: now) else { return }
    announcePrefixes(now: now)
    guard node.plane == .prefix else { return }
    try? node.publish(nil, under: ownAnnouncementSubject, lifetimeSeconds: 60, now: now)
  }

  /// Says it in the directory, where nobody knows everybody.
  private func publishPrefixes(_ now: Instant) {
    guard node.plane == .prefix else { return }
    let announcement = edge.said.announcement(incarnation: node.incarnation)
    do throws(DirectoryError) {
      try node.publish(
        announcement.encoded, under: ownAnnouncementSubject, lifetimeSeconds: 60, now: now)
    } catch {
      logger.warning("cannot publish the prefixes behind this node: \(error)")
    }
  }

  private var ownAnnouncementSubject: DirectorySubject {
    Self.announcementSubject(
      Int(truncatingIfNeeded: node.identity.value % UInt128(Self.announcementKeys)))
  }

  private static func announcementSubject(_ shard: Int) -> DirectorySubject {
    DirectorySubject(hashing: Array("selvedge prefixes \(shard)".utf8))
  }

  // MARK: Hearing

  /// Takes in what a member serves.
  func takeAnnouncement(_ delivery: Delivery, _ buffer: PacketBuffer, now: Instant) {
    guard edge.settings.usesOthers else { return }
    let announcement = buffer.withSpan { bytes in
      try? PrefixAnnouncement(bytes.span.extracting(delivery.payload))
    }
    guard let announcement, let credential = node.credential(of: delivery.source) else {
      counters.announcementsRefused += 1
      return
    }
    take(announcement, by: credential, now: now)
  }

  private func take(
    _ announcement: PrefixAnnouncement, by credential: Credential, now: Instant
  ) {
    guard credential.node != node.identity else { return }
    let before = edge.book.unauthorised
    switch edge.book.take(announcement, by: credential, own: self.credential, now: now) {
    case .changed: edge.isDisturbed(now: now)
    case .refreshed: break
    case .ignored: counters.announcementsRefused += 1
    }
    counters.prefixesUnauthorised += edge.book.unauthorised - before
  }

  private func lookForServers(now: Instant) {
    edge.lookUpAt = now + Self.lookUpInterval
    guard node.plane == .prefix else { return }
    edge.lookups.removeAll()
    for shard in 0..<Self.announcementKeys {
      if let request = try? node.lookUp(Self.announcementSubject(shard).key(), now: now) {
        edge.lookups.insert(request)
      }
    }
  }

  /// Takes the directory's answer in; false when it was to somebody else's question.
  func takeServers(_ result: DirectoryResult) -> Bool {
    guard edge.lookups.remove(result.request) != nil else { return false }
    let now = loop.clock.now
    for record in result.records where record.kind == .application {
      guard let announcement = try? PrefixAnnouncement(record.payload.span),
        let credential = node.owner(of: record, now: now)
      else { continue }
      counters.announcementsFound += 1
      take(announcement, by: credential, now: now)
    }
    return true
  }

  /// A session, link, route or member has changed.
  func disturbEdge(isNewcomer: Bool) {
    guard edge.isInUse else { return }
    let now = loop.clock.now
    edge.isDisturbed(now: now)
    if isNewcomer, edge.settings.forwards { edge.said.hasNewcomer(now: now) }
  }

  /// A member has left and serves no more.
  func forgetServer(_ other: NodeID) {
    if edge.book.forget(other) { edge.isDisturbed(now: loop.clock.now) }
  }

  // MARK: Order and routes

  private func rankServers(now: Instant) {
    let before = edge.prefixes.entries
    edge.rank(credentials: node.knownCredentials, now: now) { node.pathCost(to: $0, now: now) }
    logServers(before)
    applyRoutes(now: now)
  }

  private func logServers(_ before: [ServedEntry]) {
    var old: [AddressPrefix: NodeID] = [:]
    for entry in before where entry.count > 0 { old[entry.prefix] = entry.servers[0] }
    for entry in edge.prefixes.entries where entry.count > 0 {
      let server = entry.servers[0]
      guard old.removeValue(forKey: entry.prefix) != server else { continue }
      logger.info("packets for \(entry.prefix) go to \(name(of: server))")
    }
    for prefix in old.keys.map(\.description).sorted() {
      logger.info("nobody serves \(prefix) any more")
    }
  }

  private func applyRoutes(now: Instant) {
    guard let host, edge.settings.usesOthers,
      edge.routes.update(served: edge.wantedRoutes, now: now)
    else { return }
    generation += 1
    let (routes, logger, generation) = (edge.routes.routes, logger, generation)
    Task.detached(priority: .userInitiated) {
      do throws(HostToolError) {
        try host.setRoutes(routes, generation: generation)
      } catch {
        logger.error("\(error.problem). \(error.remedy)")
      }
    }
  }
}
