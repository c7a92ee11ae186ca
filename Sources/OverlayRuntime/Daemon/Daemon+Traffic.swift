internal import OverlayCore
internal import OverlaySecurity

// Classes, policies and applications' metrics: what the settings name, as the core knows it.

extension Daemon {
  /// The class of a packet of this host: the first whose description fits, or its code point's.
  @inline(__always)
  func trafficClass(of header: IPHeader) -> TrafficClass {
    for index in matches.indices where matches[index].match.fits(header) {
      return matches[index].trafficClass
    }
    return classes[header.dscp]
  }

  /// Tells the core who the nodes are that classes and policies name; once more whenever a member has
  /// come or gone.
  func resolveTraffic() {
    let traffic = configuration.traffic
    guard traffic.policies.count > 0 || traffic.defined.contains(where: { $0.relay != nil }) else {
      return
    }
    node.set(
      policy: traffic.policyTable(node(named:)), classes: traffic.classTable(node(named:)))
  }

  private func node(named name: String) -> NodeID? {
    if name == credential.name { return node.identity }
    return node.member(named: name)
  }

  /// The ways of a route that the policy forbids; nil when there are none.
  func forbidden(_ route: RouteReport) -> [RoutesReport.Forbidden]? {
    guard !route.forbidden.isEmpty else { return nil }
    let policies = configuration.traffic.policies
    return route.forbidden.map { way in
      RoutesReport.Forbidden(
        relay: way.relay.map(name),
        rule: policies.indices.contains(way.rule) ? policies[way.rule].name : "\(way.rule)")
    }
  }

  // MARK: - Metrics

  /// Takes in what an application measured.
  func reportMetric(
    _ name: String, about other: String, _ value: Double, lifetimeSeconds: UInt32, _ client: Int,
    now: Instant
  ) {
    let metrics = configuration.traffic.metrics
    guard let metric = metrics.first(where: { $0.name == name }) else {
      let known = metrics.map(\.name).joined(separator: ", ")
      return fail(
        client, problem: "there is no metric `\(name)`",
        remedy: metrics.isEmpty
          ? "Define it under `metrics` in config.yaml; `selvedge config` shows how."
          : "Choose one of \(known), or define it under `metrics` in config.yaml.")
    }
    guard case .known(let peer) = find(other, now: now), peer != node.identity else {
      return fail(
        client, problem: "no other member is called `\(other)`",
        remedy: "`selvedge status` lists the others.")
    }
    let longest = UInt32(Limits.reportLifetimeMax.inSeconds)
    guard metric.allows(value), 1...longest ~= lifetimeSeconds else {
      let most = metric.composition == .survival ? "1" : "1e12"
      return fail(
        client, problem: "\(value) for \(lifetimeSeconds) s is no value of `\(name)`",
        remedy: "Report a number from 0 to \(most) that holds for 1 to \(longest) seconds.")
    }
    let isTaken = node.report(
      value, of: metric.number, about: peer, lifetime: .seconds(UInt64(lifetimeSeconds)),
      now: now)
    guard isTaken else {
      return fail(
        client, problem: "metrics are shared in a mesh only",
        remedy: "Set `plane: mesh` on every node of a network that routes by metrics of its own.")
    }
    finish(client, .metrics(metricsReport(now: now)))
  }

  /// The answer to `metrics`.
  func metricsReport(now: Instant) -> MetricsReport {
    let members = node.snapshot(now: now).members.map(\.node)
    return MetricsReport(
      metrics: configuration.traffic.metrics.map { metric in
        MetricsReport.Metric(
          name: metric.name, unit: metric.unit, better: metric.direction.rawValue,
          alongPath: metric.composition.rawValue,
          values: members.compactMap { member in
            node.reportedValue(of: metric.number, about: member, now: now).map {
              MetricsReport.Value(to: name(of: member), value: $0)
            }
          }.sorted { $0.to < $1.to })
      })
  }
}
