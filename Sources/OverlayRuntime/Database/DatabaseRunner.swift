internal import Logging
internal import OverlayCore
internal import OverlayDatabase

/// What runs on the database's thread: a file or a server elsewhere, and the serving of the file to
/// others.
final class DatabaseRunner {
  private var loop: EventLoop
  private let settings: DatabaseSettings
  private let site: String
  private let source: String
  private let exchange: DatabaseExchange
  private let logger: Logger
  /// The file; nil for a client of another host's.
  private let store: LocalStore?
  /// The other host's; nil for a file.
  private let uplink: DatabaseUplink?
  private var server: DatabaseServer?
  /// What its clients may add.
  private var writers: DatabaseWriters
  private var serverRetryAt = Instant.zero
  private var serverTrouble: String?
  private var expireDueAt = Instant.zero
  private var followers: [Int: SummaryFilter] = [:]
  private var counters = DatabaseCounters()
  private var report: DatabaseReport
  private var loggedTrouble: String?

  /// Between two attempts to serve, when the address or the token cannot be used.
  private static let servePause = Interval.seconds(10)
  /// Between two looks at what has become too old, and at clients that have fallen silent.
  private static let upkeepPause = Interval.seconds(60)

  init(
    settings: DatabaseSettings, source: String, path: String, exchange: DatabaseExchange,
    logger: Logger
  ) throws(SystemError) {
    loop = try EventLoop()
    try loop.add(exchange.bell.descriptor, token: EventToken(.wake))
    (self.settings, self.source, self.exchange, self.logger) = (settings, source, exchange, logger)
    writers = DatabaseWriters(own: source)
    report = exchange.report
    site = report.site
    if let server = settings.server {
      store = nil
      uplink = DatabaseUplink(address: server, tokenFile: settings.tokenFile)
    } else {
      let limits = StoreLimits(rows: settings.rowsMax, seconds: Int64(settings.keepSeconds))
      store = LocalStore(path: path, limits: limits, logger: logger)
      uplink = nil
    }
  }

  /// Works until it is told to stop, and then does what waits.
  func run() {
    while true {
      let work = exchange.take()
      for client in work.gone { followers[client] = nil }
      for question in work.questions where question.isFollowing {
        followers[question.client] = question.filter
      }
      for batch in work.batches { keep(batch) }
      for question in work.questions where !question.isFollowing { answer(question) }
      expire()
      if !work.isStopping { serve() }
      uplink?.flush(now: loop.clock.now, counters: &counters)
      publishReport()
      if work.isStopping { return }
      do throws(SystemError) {
        let count = try loop.wait(until: nextDeadline)
        for index in 0..<count { handle(loop.event(at: index)) }
      } catch {
        logger.error("the database's thread has to stop: \(error)")
        return
      }
    }
  }

  private var nextDeadline: Instant {
    min(
      loop.clock.now + Self.upkeepPause, uplink?.nextDeadline ?? .never,
      server?.nextDeadline ?? .never,
      settings.serve != nil && server == nil ? serverRetryAt : .never)
  }

  // MARK: What this node measured

  private func keep(_ batch: SampleBatch) {
    let summaries = batch.series.compactMap {
      $0.summary(site: site, source: source, start: batch.start, seconds: batch.seconds)
    }
    guard let store else {
      uplink?.add(summaries, counters: &counters)
      return tell(summaries)
    }
    _ = store.keep(summaries, now: loop.clock.now, counters: &counters)
    tell(summaries)
  }

  /// Forgets what is too old or too much, now and then, whoever brought it.
  private func expire() {
    let now = loop.clock.now
    guard let store, expireDueAt <= now else { return }
    expireDueAt = now + Self.upkeepPause
    store.expire(
      now: now, unixSeconds: Int64(MonotonicClock.unixSeconds), counters: &counters)
  }

  /// Tells those who follow what was added.
  private func tell(_ summaries: [Summary]) {
    server?.publish(summaries, on: loop)
    for (client, filter) in followers {
      let admitted = summaries.filter(filter.admits)
      guard !admitted.isEmpty else { continue }
      exchange.reply(
        DatabaseReply(client: client, series: HistorySeries.list(admitted), isLast: false))
    }
  }

  // MARK: Questions

  private func answer(_ question: DatabaseQuestion) {
    counters.questions += 1
    let found = summaries(question.filter)
    var reply = DatabaseReply(client: question.client, series: HistorySeries.list(found ?? []))
    if found == nil {
      reply.failure = ControlFailure(
        problem: "the database cannot be asked: \(trouble ?? "it has just failed")",
        remedy: uplink?.trouble?.remedy
          ?? "Nothing but history is missing. `selvedge database status` tells when it is back.")
    }
    exchange.reply(reply)
  }

  private func summaries(_ filter: SummaryFilter) -> [Summary]? {
    let now = loop.clock.now
    return store.map { $0.summaries(filter, now: now, counters: &counters) }
      ?? uplink?.summaries(filter, now: now, counters: &counters)
  }

  private var trouble: String? { store?.trouble ?? uplink?.trouble?.problem ?? serverTrouble }

  // MARK: Serving others

  private func serve() {
    let now = loop.clock.now
    server?.expire(now: now)
    guard let address = settings.serve, server == nil, serverRetryAt <= now else { return }
    do throws(DatabaseError) {
      let token = try DatabaseToken(file: settings.tokenFile)
      do throws(ControlError) {
        server = try DatabaseServer(listening: address, token: token, on: loop)
      } catch {
        throw .connection(error)
      }
      serverTrouble = nil
      logger.info("the database is served at \(address)")
    } catch {
      serverTrouble = "\(error.problem). \(error.remedy)"
      serverRetryAt = now + Self.servePause
    }
  }

  private func handle(_ event: ReadyEvent) {
    let now = loop.clock.now
    switch event.token.kind {
    case .controlListener: server?.accept(on: loop, now: now)
    case .controlClient:
      let client = Int(event.token.index)
      let requests = server?.requests(from: client, event: event, on: loop, now: now) ?? []
      for request in requests { answer(request, client) }
    default: break
    }
  }

  private func answer(_ request: DatabaseRequest, _ client: Int) {
    let now = loop.clock.now
    switch request {
    case .authenticate: break
    case .status:
      publishReport()
      server?.send(.status(report), to: client, on: loop)
    case .update(let summaries):
      let host = server?.host(of: client)
      let valid =
        host.map {
          writers.admitted(summaries.filter(\.isValid), from: $0, now: now)
        } ?? []
      counters.summariesRefused += UInt64(summaries.count - valid.count)
      guard let stored = store?.keep(valid, now: now, counters: &counters) else {
        return refuse(client)
      }
      server?.send(.stored(count: stored), to: client, on: loop)
      tell(valid)
    case .query(let filter):
      counters.questions += 1
      guard filter.isValid, let found = summaries(filter) else { return refuse(client) }
      server?.send(found, to: client, on: loop)
    case .subscribe(let filter):
      guard filter.isValid else { return refuse(client) }
      server?.follow(client, filter)
      return
    }
    server?.send(.done, to: client, on: loop)
  }

  private func refuse(_ client: Int) {
    let failure = ControlFailure(
      problem: trouble ?? "the filter has a name, a time or a step that cannot be one",
      remedy: "Nothing but history is missing. `selvedge database status` there tells more.")
    server?.send(.failure(failure), to: client, on: loop)
  }

  // MARK: How it does

  private func publishReport() {
    if let refused = server?.takeRefused() {
      counters.tokensRefused += refused.tokensRefused
      counters.connectionsRefused += refused.connectionsRefused
      counters.requestsRefused += refused.requestsRefused
    }
    if let full = store?.report(now: loop.clock.now, counters: &counters) {
      (report.rows, report.series, report.bytes) = (full.rows, full.series, full.bytes)
      report.oldest = full.oldest
    }
    report.clients = server?.clientCount
    report.address = (server?.address ?? settings.serve ?? settings.server)?.description
    report.counters = counters.values
    report.trouble = trouble
    exchange.publish(report)
    // Said once when it begins, and once when it is over.
    guard (trouble == nil) != (loggedTrouble == nil) else { return }
    loggedTrouble = trouble
    if let trouble {
      logger.warning("the performance database does not work: \(trouble)")
    } else {
      logger.info("the performance database works again")
    }
  }
}
