internal import OverlayCore
internal import OverlaySecurity

// Prefixes as people see them. These allocate, and only run when somebody asks.

extension Daemon {
  /// The answer to `prefixes`.
  func prefixesReport(now: Instant) -> PrefixesReport {
    var prefixes: [AddressPrefix: [PrefixesReport.Server]] = [:]
    var inUse: [AddressPrefix: NodeID] = [:]
    for entry in edge.prefixes.entries where entry.count > 0 {
      inUse[entry.prefix] = entry.servers[0]
    }
    for (other, server) in edge.book.servers {
      let isReachable = isReachable(other, now: now)
      let all = server.announcement.entries.map { ($0, true) } + server.refused.map { ($0, false) }
      for (entry, isAuthorised) in all {
        prefixes[entry.prefix, default: []].append(
          PrefixesReport.Server(
            name: name(of: other), node: other.description, isHealthy: entry.isHealthy,
            isAuthorised: isAuthorised, isReachable: isReachable,
            isInUse: isAuthorised && inUse[entry.prefix] == other))
      }
    }
    return PrefixesReport(
      served: servedReports,
      prefixes: prefixes.sorted { order($0.key) < order($1.key) }.map { prefix, servers in
        PrefixesReport.Prefix(
          prefix: prefix.description,
          isAccepted: servers.contains { edge.uses(prefix, of: $0.name) },
          isRouted: edge.routes.routes.contains(prefix),
          servers: servers.sorted { ($0.isInUse ? 0 : 1, $0.name) < ($1.isInUse ? 0 : 1, $1.name) })
      }, exit: edge.settings.exit.text)
  }

  /// The part of `status` about the exit in use; nil where none is wanted.
  func exitReport(now: Instant) -> StatusReport.Exit? {
    guard edge.settings.exit != .off, let host else { return nil }
    let condition = host.condition
    let server = edge.prefixes.entries.first { $0.prefix.length == 0 && $0.count > 0 }?.servers[0]
    let answers = server.map { isReachable($0, now: now) } ?? false
    let isRouted = condition.lacking.isDisjoint(with: [.rules, .routes, .precedence])
    let keeping: Set<HostCondition.Lack> = [.rules, .barrier, .outbound]
    let missing = condition.lacking.map(\.rawValue).sorted().joined(separator: ", ")
    let reason: String? =
      if tun == nil {
        "somebody took the network device away"
      } else if !condition.lacking.isEmpty {
        "somebody took away \(missing)"
      } else if let server {
        answers ? nil : "\(name(of: server)) is out of reach, and no other exit may be used"
      } else {
        noExitWords
      }
    return StatusReport.Exit(
      wanted: edge.settings.exit.text, node: server.map(name),
      isInUse: answers && isRouted && tun != nil,
      isGuarded: edge.settings.keepsIn && condition.lacking.isDisjoint(with: keeping),
      reason: reason, repairs: condition.repairs)
  }

  /// Why there is no exit.
  private var noExitWords: String {
    guard case .node(let name) = edge.settings.exit else {
      return "no exit that may be used is known and works"
    }
    guard let chosen = node.member(named: name) else {
      return "no member \(name) is known; `selvedge prefixes` lists the exits"
    }
    let entries = edge.book.servers[chosen]?.announcement.entries ?? []
    return entries.contains { $0.prefix.length == 0 }
      ? "\(name) is an exit that does not work now"
      : "\(name) offers no exit; `selvedge prefixes` lists those that do"
  }

  private func isReachable(_ server: NodeID, now: Instant) -> Bool {
    (node.pathCost(to: server, now: now) ?? .infinity) < ServerRanking.silentCost
  }

  private func order(_ prefix: AddressPrefix) -> (UInt8, UInt128, UInt8) {
    (prefix.family.rawValue, prefix.address, prefix.length)
  }

  private var servedReports: [PrefixesReport.Served] {
    let states = edge.checks.states
    let served = edge.settings.serve.enumerated().map { number, served in
      PrefixesReport.Served(
        prefix: served.prefix.description, isHealthy: states[number].isHealthy,
        check: served.check?.description,
        failures: served.check.map { _ in edge.checks.failures(number) },
        masquerade: served.masquerade)
    }
    let exits = edge.uplinks.map {
      PrefixesReport.Served(prefix: $0.description, isHealthy: true, masquerade: true)
    }
    return served + exits
  }
}
