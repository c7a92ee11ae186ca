import Foundation
import GRDB
import Testing

@testable import OverlayDatabase

@Suite("the file of summaries")
struct SummaryStoreTests {
  private let file: TemporaryFile

  init() throws {
    file = try TemporaryFile()
  }

  private func open(
    rows: Int = 10_000, series: Int = 1_000, seconds: Int64 = 86_400
  ) throws -> SummaryStore {
    try SummaryStore(
      path: file.path, limits: StoreLimits(rows: rows, series: series, seconds: seconds))
  }

  private func all(_ store: SummaryStore) throws -> [Summary] {
    try store.summaries(SummaryFilter(), limit: 1_000_000)
  }

  @Test("what was kept is found again, also by the next process")
  func roundTrip() throws {
    let kept = [
      Summary.one("beta"), .one("beta", metric: "loss-in", mean: 0.5), .one("gamma", at: 660),
    ]
    #expect(try open().insert(kept) == 3)
    let store = try open()
    #expect(store.rowCount == 3)
    let found = try all(store)
    #expect(Set(found) == Set(kept))
    let report = try store.report()
    #expect((report.rows, report.series, report.oldest) == (3, 3, 600))
    #expect(report.bytes > 0)
  }

  @Test("a window that is said again is kept once, and as it was")
  func idempotence() throws {
    let store = try open()
    #expect(try store.insert([.one(mean: 5)]) == 1)
    #expect(try store.insert([.one(mean: 50), .one(at: 660)]) == 1)
    #expect(try all(store).map(\.mean) == [5, 10])
  }

  @Test("questions by site, remote, metric and time find what a filter over everything finds")
  func filters() throws {
    let store = try open()
    var kept: [Summary] = []
    for remote in ["beta", "gamma"] {
      for metric in ["rtt", "loss-in", "loss-out", "lossy"] {
        for (site, source) in [("home", "alpha"), ("home", "delta"), ("office", "omega")] {
          for start in stride(from: Int64(600), to: 1_200, by: 60) {
            kept.append(
              .one(
                remote, metric: metric, site: site, source: source, at: start,
                mean: Double(start % 7)))
          }
        }
      }
    }
    #expect(try store.insert(kept) == kept.count)
    let filters = [
      SummaryFilter(remote: "beta"), SummaryFilter(metric: "loss"),
      SummaryFilter(site: "home", remote: "gamma", metric: "rtt", since: 720, until: 900),
      SummaryFilter(since: 1_140), SummaryFilter(remote: "nobody"), SummaryFilter(until: 600),
    ]
    for filter in filters {
      let expected = kept.filter {
        filter.admits($0) && $0.start >= filter.since ?? 0 && $0.start < filter.until ?? .max
      }
      let found = try store.summaries(filter, limit: 10_000)
      #expect(Set(found) == Set(expected), "\(filter)")
    }
    #expect(try store.summaries(SummaryFilter(), limit: 5).count == 5)
    #expect(try store.summaries(SummaryFilter(metric: "*"), limit: 5).isEmpty)
  }

  @Test("windows and the nodes of a site are merged by the weight of their samples")
  func merging() throws {
    let store = try open()
    _ = try store.insert([
      .one(source: "alpha", at: 600, count: 30, mean: 10),
      .one(source: "delta", at: 660, count: 90, mean: 20), .one(at: 900, mean: 7),
    ])
    let merged = try store.summaries(SummaryFilter(step: 300), limit: 10)
    #expect(merged.count == 2)
    let first = try #require(merged.first)
    #expect((first.start, first.seconds, first.count) == (600, 300, 120))
    #expect(first.mean == 17.5)
    #expect((first.minimum, first.maximum, first.p95) == (9, 21, 20.5))
    #expect(first.source == "")
    #expect(merged.last?.source == "alpha")
  }

  @Test("what is older than the limit, or in the future, is forgotten")
  func expiry() throws {
    let store = try open(seconds: 3_600)
    _ = try store.insert([.one(at: 600), .one(at: 4_200), .one(at: 200_000)])
    #expect(try store.expire(now: 4_200) == 1)
    #expect(try all(store).map(\.start) == [600, 4_200])
    #expect(try store.expire(now: 4_201) == 1)
    #expect(try all(store).map(\.start) == [4_200])
    #expect(store.rowCount == 1)
    #expect(try store.expire(now: 1_000_000) == 1)
    #expect(try store.expire(now: 1_000_000) == 0)
  }

  @Test("beyond the limit the oldest go, and the file does not grow any more")
  func bounds() throws {
    let store = try open(rows: 1_000)
    var bytes: [Int] = []
    for round in 0..<20 {
      let start = Int64(round * 600)
      _ = try store.insert(
        (0..<10).flatMap { window in
          (0..<50).map { .one("node\($0)", at: start + Int64(window) * 60) }
        })
      _ = try store.expire(now: start)
      #expect(store.rowCount <= 1_000)
      bytes.append(try store.report().bytes)
    }
    #expect(try all(store).count == store.rowCount)
    #expect(try all(store).map(\.start).min() == 19 * 600 - 600)
    #expect(bytes[19] <= bytes[10] + 65_536)
    #expect(bytes[19] <= StoreLimits(rows: 1_000, series: 1_000, seconds: 1).bytesMax)
  }

  @Test("no question and no statement makes the file larger than its limit")
  func pageLimit() throws {
    let store = try open(rows: 100, series: 100)
    let limit = StoreLimits(rows: 100, series: 100, seconds: 1).bytesMax
    #expect(throws: SummaryStoreError.self) {
      // Nobody forgets anything meanwhile.
      for round in 0..<2_000 {
        _ = try store.insert((0..<50).map { .one("node\($0)", at: Int64(round) * 60) })
      }
    }
    #expect(try store.report().bytes <= limit)
    try store.makeRoom()
    #expect(try store.insert([.one("node0", at: 10_000_000)]) == 1)
  }

  @Test("series beyond their limit are refused, and have room again when old ones are forgotten")
  func seriesBound() throws {
    let store = try open(series: 4, seconds: 3_600)
    _ = try store.insert((0..<4).map { .one("node\($0)", at: 600) })
    #expect(throws: SummaryStoreError.full("there are 4 series already")) {
      try store.insert([.one("node4", at: 10_000)])
    }
    _ = try store.expire(now: 10_000)
    #expect(try store.insert([.one("node4", at: 10_000)]) == 1)
  }

  @Test("a file that is none of ours is refused as broken")
  func garbage() throws {
    func expectBroken() {
      do {
        _ = try open()
        Issue.record("opened")
      } catch let error as SummaryStoreError {
        guard case .broken = error else {
          Issue.record("\(error)")
          return
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    try Data("this is a text, and a long one at that".utf8).write(to: URL(filePath: file.path))
    expectBroken()
    try Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 * 7) })
      .write(to: URL(filePath: file.path))
    expectBroken()
    try FileManager.default.removeItem(atPath: file.path)
    // Another program's, ours of another version, and ours with other tables.
    for statement in [
      "CREATE TABLE other (x)", "PRAGMA application_id = 1397050454; PRAGMA user_version = 2",
      "PRAGMA application_id = 1397050454; PRAGMA user_version = 1; CREATE TABLE summary (x)",
    ] {
      do {
        let queue = try DatabaseQueue(path: file.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
      }
      expectBroken()
      try FileManager.default.removeItem(atPath: file.path)
    }
    try Data().write(to: URL(filePath: file.path))
    #expect(try open().insert([.one()]) == 1)
  }

  @Test("rows with anything in their columns are passed over")
  func wrongTypes() throws {
    do { _ = try open().insert([.one(at: 600), .one(at: 660), .one(at: 720)]) }
    do {
      let queue = try DatabaseQueue(path: file.path)
      try queue.write { database in
        try database.execute(sql: "UPDATE summary SET mean = 'much' WHERE start = 600")
        try database.execute(sql: "UPDATE summary SET count = x'00' WHERE start = 660")
      }
    }
    let store = try open()
    #expect(try all(store).map(\.start) == [720])
    // Merged, SQLite makes numbers of what is none; nothing traps.
    #expect(try store.summaries(SummaryFilter(step: 60), limit: 10).count <= 3)
  }

  @Test("a file that another process holds is busy for now")
  func locked() throws {
    let store = try open()
    let other = try DatabaseQueue(path: file.path)
    try other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      do {
        _ = try store.insert([.one()])
        Issue.record("written")
      } catch let error as SummaryStoreError {
        guard case .busy = error else {
          Issue.record("\(error)")
          return
        }
      }
      try database.execute(sql: "ROLLBACK")
    }
    #expect(try store.insert([.one()]) == 1)
  }
}
