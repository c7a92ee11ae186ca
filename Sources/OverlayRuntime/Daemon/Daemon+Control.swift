internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// What programs on the control socket ask.

extension Daemon {
  /// The most probes that one ping may ask for, and the least time between them.
  private static let pingCountMax = 1_000_000
  private static let pingIntervalMillisecondsMin = 10

  /// Takes a client's requests.
  func receiveRequests(_ client: Int, _ event: ReadyEvent) {
    for request in control.requests(from: client, event: event, on: loop) {
      answer(request, client)
    }
    if !control.isConnected(client) {
      diagnostics.forget { $0 == client }
      lookups.removeAll { $0.client == client }
      forgetHistory(client)
      detach(client)
    }
  }

  /// Does what a client asks, or lets it wait until the node that it names has been found.
  ///
  /// - Parameter deadline: until when it may wait, when it has waited before.
  func answer(_ request: ControlRequest, _ client: Int, until deadline: Instant? = nil) {
    let now = loop.clock.now
    switch request {
    case .status: finish(client, .status(statusReport(now: now)))
    case .links: finish(client, .links(linksReport(now: now)))
    case .routes: finish(client, .routes(routesReport(now: now)))
    case .ping(let name, let count, let interval, let trafficClass):
      guard isFound(name, request, client, until: deadline, now: now) else { return }
      ping(name, count: count, intervalMilliseconds: interval, trafficClass, client, now: now)
    case .trace(let name, let trafficClass):
      guard isFound(name, request, client, until: deadline, now: now) else { return }
      trace(name, trafficClass, client, now: now)
    case .lookup(let key): lookUp(key, client, now: now)
    case .publish(let key, let value, let lifetime):
      publish(key, value, lifetimeSeconds: lifetime, client, now: now)
    case .reportMetric(let metric, let node, let value, let seconds):
      reportMetric(metric, about: node, value, lifetimeSeconds: seconds, client, now: now)
    case .metrics: finish(client, .metrics(metricsReport(now: now)))
    case .prefixes: finish(client, .prefixes(prefixesReport(now: now)))
    case .resolve(let name): resolve(name, request, client, until: deadline, now: now)
    case .invite(let name, let seconds, let prefixes, let mayBeExit):
      invite(name, for: seconds, prefixes ?? [], mayBeExit: mayBeExit ?? false, client)
    case .revoke(let member): revoke(member, client, now: now)
    case .history, .follow: askHistory(request, client, now: now)
    case .database: finish(client, .database(databaseReport))
    case .attach(let trafficClass, let ports, let share):
      attach(client, trafficClass: trafficClass, ports: ports, share: share, now: now)
    case .configuration: finish(client, .configuration(yaml: configuration.yaml))
    case .down:
      logger.info("stopping as asked on the control socket")
      finish(client, .stopping)
      (isLeaving, letsOut) = (true, true)
    }
  }

  /// Whether a node can be asked now, or it is known that it cannot; false while the request waits.
  private func isFound(
    _ name: String, _ request: ControlRequest, _ client: Int, until deadline: Instant?,
    now: Instant
  ) -> Bool {
    switch find(name, now: now) {
    case .absent: return true
    case .known(let other):
      if node.hasSession(with: other) || node.plane == .mesh { return true }
      node.call(other, now: now)
    case .pending, .busy: break
    }
    return !wait(with: request, client, until: deadline, now: now)
  }

  func finish(_ client: Int, _ response: ControlResponse) {
    control.send(response, to: client, on: loop)
    control.send(.done, to: client, on: loop)
  }

  func fail(_ client: Int, problem: String, remedy: String) {
    control.send(
      .failure(ControlFailure(problem: problem, remedy: remedy)), to: client, on: loop)
  }

  // MARK: Membership

  private func invite(
    _ name: String, for seconds: UInt64, _ texts: [String], mayBeExit: Bool, _ client: Int
  ) {
    var prefixes: [AddressPrefix] = []
    for text in texts {
      guard let prefix = AddressPrefix(text) else {
        return fail(
          client, problem: "`\(text)` is not an address prefix",
          remedy: "Write it like 10.1.0.0/24 or fd12:3456::/48, with no bit set behind its length.")
      }
      prefixes.append(prefix)
    }
    do throws(AuthorityDeskError) {
      guard desk != nil else { throw .notAuthority(directory: state.path) }
      guard
        let invitation = try desk?.invite(
          name: name, for: seconds, inviter: identity.publicKey, endpoints: advertised,
          prefixes: prefixes, mayBeExit: mayBeExit)
      else { return }
      logger.info("invited \(name)")
      finish(client, .invitation(InvitationReport(invitation)))
    } catch {
      fail(client, problem: error.problem, remedy: error.remedy)
    }
  }

  private func revoke(_ member: String, _ client: Int, now: Instant) {
    do throws(AuthorityDeskError) {
      guard desk != nil else { throw .notAuthority(directory: state.path) }
      guard member != credential.name, member != credential.node.description else {
        return fail(
          client, problem: "`\(member)` is this node itself",
          remedy: "Stop it with `selvedge down`; the network lives on without its authority.")
      }
      guard let revocation = try desk?.revoke(member) else { return }
      logger.info("revoked \(member)")
      node.revoke(revocation, now: now)
      finish(client, .revocation(RevocationReport(revocation, isAnnounced: true)))
    } catch {
      fail(client, problem: error.problem, remedy: error.remedy)
    }
  }

  // MARK: Probes

  private func ping(
    _ name: String, count: Int, intervalMilliseconds: Int, _ trafficClass: String?, _ client: Int,
    now: Instant
  ) {
    guard let (other, trafficClass) = target(name, trafficClass, client) else { return }
    guard 0...Self.pingCountMax ~= count,
      Self.pingIntervalMillisecondsMin...3_600_000 ~= intervalMilliseconds
    else {
      return fail(
        client, problem: "a ping of \(count) probes, \(intervalMilliseconds) ms apart, is too much",
        remedy: "Ask for at most \(Self.pingCountMax), at least "
          + "\(Self.pingIntervalMillisecondsMin) ms and at most an hour apart.")
    }
    diagnostics.add(
      Diagnostics.Ping(
        client: client, node: other, name: name, trafficClass: trafficClass,
        className: configuration.traffic.name(of: trafficClass),
        left: count == 0 ? nil : count,
        interval: .milliseconds(UInt64(intervalMilliseconds)), nextAt: now))
  }

  private func trace(
    _ name: String, _ trafficClass: String?, _ client: Int, now: Instant
  ) {
    guard let (other, trafficClass) = target(name, trafficClass, client) else { return }
    let identifier = node.trace(other, trafficClass: trafficClass, now: now)
    diagnostics.add(
      Diagnostics.Trace(
        client: client, identifier: identifier, name: name,
        deadline: now + Diagnostics.timeout))
  }

  /// Who and how; nil, and the client told, when there is no such node or class.
  private func target(
    _ name: String, _ className: String?, _ client: Int
  ) -> (NodeID, TrafficClass)? {
    guard case .known(let other) = find(name, now: loop.clock.now), other != node.identity else {
      let isSelf = name == credential.name
      fail(
        client, problem: isSelf ? "`\(name)` is this node itself" : "no member is called `\(name)`",
        remedy: "`selvedge status` lists the others.")
      return nil
    }
    let traffic = configuration.traffic
    let chosen = className.map(traffic.trafficClass(named:)) ?? traffic.standard
    guard let trafficClass = chosen else {
      fail(
        client, problem: "there is no traffic class `\(className ?? "")`",
        remedy: "Choose one of \(traffic.names.joined(separator: ", ")).")
      return nil
    }
    guard diagnostics.hasRoom else {
      fail(
        client, problem: "\(RuntimeLimits.diagnostics) pings and traces are running already",
        remedy: "Wait for one to end.")
      return nil
    }
    return (other, trafficClass)
  }

  /// Sends the probes that are due and gives up on answers that are not.
  func runDiagnostics(now: Instant) {
    guard diagnostics.nextDeadline <= now else { return }
    for index in diagnostics.due(at: now) {
      let ping = diagnostics.pings[index]
      let identifier = node.probe(ping.node, trafficClass: ping.trafficClass, now: now)
      diagnostics.sent(index, identifier: identifier, now: now)
    }
    answer(diagnostics.expire(at: now))
  }

  /// Passes lines on to the clients that wait for them.
  func answer(_ lines: [Diagnostics.Line]) {
    for line in lines {
      if let response = line.response { control.send(response, to: line.client, on: loop) }
      if let failure = line.failure {
        control.send(.failure(failure), to: line.client, on: loop)
      } else if line.isLast {
        control.send(.done, to: line.client, on: loop)
      }
    }
  }
}
