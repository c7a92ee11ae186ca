internal import Logging
internal import OverlayCore
internal import OverlayDatabase
internal import OverlaySecurity

// What the links measured goes to the performance database, and what people ask of it comes back.

extension Daemon {
  /// How long the database may take to answer.
  private static let historyTimeout = Interval.seconds(5)
  /// How long the end of the daemon waits for the last window to be written, in milliseconds.
  private static let historyFlushMilliseconds: Int32 = 2_000
  /// The longest past that can be asked for, in seconds: ten years.
  private static let historySecondsMax = 3_660 * 86_400

  /// Starts the database's thread, where there is to be one. A daemon whose database cannot start
  /// carries packets all the same.
  static func history(
    _ settings: DatabaseSettings, node: String, state: StateDirectory, daemon: Waker, logger: Logger
  ) -> DaemonHistory? {
    // A node of which nothing is written down has no place for one.
    guard settings.enabled, !state.isInMemory else { return nil }
    do throws(SystemError) {
      let worker = try DatabaseWorker(
        settings: settings, node: node, path: "\(state.path)/\(DatabaseWorker.fileName)",
        daemon: daemon, logger: logger)
      return DaemonHistory(
        sampler: PerformanceSampler(windowSeconds: settings.windowSeconds), worker: worker)
    } catch {
      logger.error("there is no performance database: \(error)")
      return nil
    }
  }

  /// Looks at the links when it is time, and passes on what the database has answered.
  func keepHistory(now: Instant) {
    guard let worker = history?.worker else { return }
    for reply in worker.exchange.takeReplies() { pass(reply) }
    guard let dueAt = history?.sampler.dueAt, dueAt <= now else { return }
    let ended = history?.sampler.look(
      at: node.linkReports(now: now), now: now, unixSeconds: MonotonicClock.unixSeconds,
      name: name)
    if let ended { worker.exchange.submit(ended) }
    expireHistoryClients(now: now)
  }

  /// Has the last window written, if that is soon done.
  func finishHistory() {
    guard let worker = history?.worker else { return }
    if let last = history?.sampler.finish(name: name) { worker.exchange.submit(last) }
    if !worker.stop(withinMilliseconds: Self.historyFlushMilliseconds) {
      logger.warning("the last minutes of history are lost: the database does not answer")
    }
    history = nil
  }

  /// The answer to `database`.
  var databaseReport: DatabaseReport {
    history?.worker.exchange.report
      ?? DatabaseReport(
        role: "off", site: credential.name, windowSeconds: configuration.database.windowSeconds,
        counters: [:])
  }

  // MARK: Questions

  /// Asks the database what a client wants to know.
  func askHistory(_ request: ControlRequest, _ client: Int, now: Instant) {
    guard let worker = history?.worker else {
      return fail(
        client, problem: "this node keeps no history",
        remedy: "Set `database: on` in config.yaml and start the daemon again.")
    }
    guard let question = question(request, client) else {
      return fail(
        client, problem: "that is no remote, metric, site or time",
        remedy: "Names have 1 to 64 visible characters, and history at most ten years.")
    }
    guard history?.waiting[client] == nil, history?.following.contains(client) == false,
      worker.exchange.ask(question)
    else {
      return fail(
        client, problem: "the performance database is busy", remedy: "Ask again in a moment.")
    }
    if question.isFollowing {
      history?.following.insert(client)
    } else {
      history?.waiting[client] = now + Self.historyTimeout
    }
  }

  private func question(_ request: ControlRequest, _ client: Int) -> DatabaseQuestion? {
    var filter = SummaryFilter()
    var isFollowing = false
    switch request {
    case .history(let remote, let metric, let site, let since, let step):
      guard 1...Self.historySecondsMax ~= since, 0...Self.historySecondsMax ~= step else {
        return nil
      }
      let now = Int64(MonotonicClock.unixSeconds)
      filter = SummaryFilter(
        site: site, remote: remote, metric: metric, since: max(0, now - Int64(since)),
        step: step == 0 ? nil : Int64(step))
    case .follow(let remote, let metric, let site):
      filter = SummaryFilter(site: site, remote: remote, metric: metric)
      isFollowing = true
    default: return nil
    }
    guard filter.isValid else { return nil }
    return DatabaseQuestion(client: client, filter: filter, isFollowing: isFollowing)
  }

  private func pass(_ reply: DatabaseReply) {
    let isFollower = history?.following.contains(reply.client) == true && !reply.isLast
    // Whoever has left, or has been told that it takes too long, is not told again.
    guard isFollower || history?.waiting.removeValue(forKey: reply.client) != nil else { return }
    for series in reply.series { control.send(.history(series), to: reply.client, on: loop) }
    if let failure = reply.failure {
      control.send(.failure(failure), to: reply.client, on: loop)
    } else if reply.isLast {
      control.send(.done, to: reply.client, on: loop)
    }
  }

  private func expireHistoryClients(now: Instant) {
    for (client, deadline) in history?.waiting ?? [:] where deadline <= now {
      history?.waiting[client] = nil
      fail(
        client, problem: "the performance database does not answer",
        remedy: "Packets do not depend on it. See `selvedge database status`, and the daemon's log."
      )
    }
  }

  /// Forgets a client that has left.
  func forgetHistory(_ client: Int) {
    history?.waiting[client] = nil
    if history?.following.remove(client) != nil { history?.worker.exchange.forget(client) }
  }
}
