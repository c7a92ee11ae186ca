import Foundation
import Logging
import OverlayCore
import OverlayDatabase
import Testing

@testable import OverlayRuntime

@Suite("the database's thread")
struct DatabaseWorkerTests {
  private let temporary: TemporaryDirectory
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private var now: Int64 { Int64(MonotonicClock.unixSeconds) }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func worker(_ settings: DatabaseSettings = DatabaseSettings()) throws -> DatabaseWorker {
    try DatabaseWorker(
      settings: settings, node: "alpha", path: temporary.path("history.db"), daemon: Waker(),
      logger: logger)
  }

  private func batch(_ remote: String = "beta", at start: Int64? = nil) -> SampleBatch {
    SampleBatch(
      start: start ?? now, seconds: 60,
      series: [SampleSeries(remote: remote, metric: "rtt", samples: [1, 2, 3])])
  }

  private func replies(
    of worker: DatabaseWorker, until isEnough: ([DatabaseReply]) -> Bool
  ) throws -> [DatabaseReply] {
    var replies: [DatabaseReply] = []
    try TestNetwork.wait {
      replies += worker.exchange.takeReplies()
      return isEnough(replies)
    }
    return replies
  }

  @Test("windows that are handed over are found again")
  func keepAndAsk() throws {
    let worker = try worker()
    worker.exchange.submit(batch())
    #expect(
      worker.exchange.ask(
        DatabaseQuestion(client: 7, filter: SummaryFilter(), isFollowing: false)))
    let replies = try replies(of: worker) { !$0.isEmpty }
    #expect(replies.map(\.client) == [7])
    #expect(replies[0].failure == nil)
    #expect(replies[0].series.map(\.remote) == ["beta"])
    #expect(replies[0].series.first?.site == "alpha")
    #expect(replies[0].series.first?.points.map(\.mean) == [2])
  }

  @Test("what waits when the end comes is written first")
  func flush() throws {
    let first = try worker()
    for remote in ["beta", "gamma", "delta"] { first.exchange.submit(batch(remote)) }
    #expect(first.stop(withinMilliseconds: 10_000))
    let second = try worker()
    try TestNetwork.wait { second.exchange.report.rows == 3 }
  }

  @Test("windows beyond what may wait are dropped and counted, and handing over never waits")
  func fullQueue() throws {
    // Nobody takes anything from this one.
    let exchange = try DatabaseExchange(report: try worker().exchange.report, daemon: Waker())
    for _ in 0..<(RuntimeLimits.databaseBatches + 5) { exchange.submit(batch()) }
    #expect(exchange.report.counters["summariesDropped"] == 5)
    let question = DatabaseQuestion(client: 1, filter: SummaryFilter(), isFollowing: false)
    for _ in 0..<RuntimeLimits.databaseQuestions { #expect(exchange.ask(question)) }
    #expect(!exchange.ask(question))
    #expect(exchange.take().batches.count == RuntimeLimits.databaseBatches)
  }

  @Test("who follows is told what is added, until it leaves")
  func following() throws {
    let worker = try worker()
    #expect(
      worker.exchange.ask(
        DatabaseQuestion(
          client: 3, filter: SummaryFilter(remote: "gamma"), isFollowing: true)))
    for remote in ["beta", "gamma"] { worker.exchange.submit(batch(remote)) }
    let replies = try replies(of: worker) { !$0.isEmpty }
    #expect(replies.map(\.isLast) == [false])
    #expect(replies[0].series.map(\.remote) == ["gamma"])
    worker.exchange.forget(3)
    worker.exchange.submit(batch("gamma", at: now + 60))
    try TestNetwork.wait { worker.exchange.report.rows == 3 }
    #expect(worker.exchange.takeReplies().isEmpty)
  }

  @Test("a server that is not there costs nothing but history, and gets what waited when it comes")
  func absentServer() throws {
    let address = UnderlayAddress(ipv4: 0x7f00_0001, port: try TestNetwork.freePort())
    let file = temporary.path("token")
    try Data("0123456789abcdef".utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    let client = try worker(DatabaseSettings(server: address, tokenFile: file))
    client.exchange.submit(batch())
    try TestNetwork.wait { client.exchange.report.trouble?.contains("nobody serves") == true }
    #expect(client.exchange.report.role == "client")
    #expect(
      client.exchange.ask(
        DatabaseQuestion(client: 1, filter: SummaryFilter(), isFollowing: false)))
    let refused = try replies(of: client) { !$0.isEmpty }
    #expect(refused[0].failure?.problem.contains("cannot be asked") == true)

    let server = try DatabaseWorker(
      settings: DatabaseSettings(serve: address, tokenFile: file), node: "server",
      path: temporary.path("server.db"), daemon: Waker(), logger: logger)
    try TestNetwork.wait { client.exchange.report.counters["summariesStored"] == 1 }
    #expect(client.exchange.report.trouble == nil)
    try TestNetwork.wait { server.exchange.report.rows == 1 }
    #expect(server.stop(withinMilliseconds: 10_000))
    #expect(client.stop(withinMilliseconds: 10_000))
  }

  @Test("a file that another process holds for long delays nothing but history")
  func slowFile() throws {
    let worker = try worker()
    try TestNetwork.wait { worker.exchange.report.rows == 0 }
    let holder = try SQLiteHolder(path: temporary.path("history.db"))
    for second in 0..<4 { worker.exchange.submit(batch(at: now + Int64(second))) }
    try TestNetwork.wait { worker.exchange.report.trouble != nil }
    try holder.release()
    worker.exchange.submit(batch(at: now + 60))
    try TestNetwork.wait { worker.exchange.report.rows ?? 0 > 0 }
    #expect(worker.exchange.report.trouble == nil)
  }
}
