import Foundation
import Logging
import OverlayCore
import OverlayDatabase
import Testing

@testable import OverlayRuntime

@Suite("the database's file on a bad day")
struct LocalStoreTests {
  private let temporary: TemporaryDirectory
  private var path: String { temporary.path("history.db") }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func store(_ path: String? = nil) -> LocalStore {
    LocalStore(
      path: path ?? self.path, limits: StoreLimits(rows: 1_000, seconds: 3_600),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func broken() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: temporary.path)
      .filter { $0.hasPrefix("history.db.broken-") }
  }

  @Test("a file that is no database is put aside, counted, and history begins anew")
  func garbage() throws {
    try Data("not a database, whatever its name says".utf8).write(to: URL(filePath: path))
    var counters = DatabaseCounters()
    let store = store()
    #expect(store.keep([.one()], now: .zero, counters: &counters) == 1)
    #expect(counters.filesBroken == 1)
    #expect(counters.summariesStored == 1)
    #expect(counters.summariesDropped == 0)
    #expect(store.trouble == nil)
    let aside = try #require(try broken().first)
    let contents = try String(contentsOfFile: temporary.path(aside), encoding: .utf8)
    #expect(contents.hasPrefix("not a database"))
    #expect(store.summaries(SummaryFilter(), now: .zero, counters: &counters) == [.one()])
  }

  @Test("a file that is overwritten while it is in use costs history and nothing else")
  func overwritten() throws {
    var counters = DatabaseCounters()
    let store = store()
    _ = store.keep((0..<500).map { .one("node\($0)") }, now: .zero, counters: &counters)
    let junk = Data((0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    for name in [path, path + "-wal"] { try junk.write(to: URL(filePath: name)) }
    // Pages in memory may hide it for a while; nothing may trap, and in the end it works again.
    for round in 0..<20 {
      let now = Instant.zero + .seconds(UInt64(round) * 60)
      _ = store.keep([.one(at: Int64(round) * 60)], now: now, counters: &counters)
      _ = store.summaries(SummaryFilter(), now: now, counters: &counters)
    }
    let later = Instant.zero + .seconds(10_000)
    #expect(store.keep([.one("gamma", at: 9_000)], now: later, counters: &counters) == 1)
    #expect(store.trouble == nil)
  }

  @Test("a file that is taken away is made again")
  func removed() throws {
    var counters = DatabaseCounters()
    let store = store()
    _ = store.keep([.one()], now: .zero, counters: &counters)
    try FileManager.default.removeItem(atPath: path)
    #expect(store.keep([.one("gamma")], now: .zero, counters: &counters) == 1)
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test("a place that cannot be written is left alone for a while, and tried again")
  func unwritable() throws {
    let folder = temporary.path("later")
    var counters = DatabaseCounters()
    let store = store(folder + "/history.db")
    #expect(store.keep([.one()], now: .zero, counters: &counters) == nil)
    #expect(counters.summariesDropped == 1)
    #expect(counters.failures == 1)
    #expect(store.trouble?.contains(folder) == true)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    #expect(store.keep([.one()], now: .zero + .seconds(1), counters: &counters) == nil)
    #expect(counters.failures == 1)
    #expect(store.keep([.one()], now: .zero + .seconds(31), counters: &counters) == 1)
    #expect(store.trouble == nil)
  }

  @Test("no more than three broken files are kept")
  func brokenFiles() throws {
    for second in 0..<5 {
      try Data("old".utf8).write(to: URL(filePath: path + ".broken-100\(second)"))
    }
    try Data("garbage, garbage, garbage".utf8).write(to: URL(filePath: path))
    var counters = DatabaseCounters()
    _ = store().keep([.one()], now: .zero, counters: &counters)
    #expect(try broken().count == 3)
    let left = try broken()
    #expect(!left.contains("history.db.broken-1000"))
  }
}
