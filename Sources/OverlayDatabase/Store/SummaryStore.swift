internal import GRDB

/// Summaries in a file of SQLite's. Every call may wait for the disk, so none is for a thread that
/// has packets to carry.
///
/// What is in it is soft state: it can be lost, stale or wrong, and nothing but history is then.
public final class SummaryStore {
  let queue: DatabaseQueue
  private let limits: StoreLimits
  /// Summaries in the file.
  public private(set) var rowCount = 0
  private var seriesCount = 0
  /// Summaries forgotten since the last look at which series have none left.
  private var forgottenSinceSweep = 0

  /// Seconds to wait for another process that holds the file, such as `sqlite3` in somebody's hands.
  private static let busySeconds = 0.5
  /// How far in the future a window can begin: clocks are set, and then corrected.
  private static let futureSeconds: Int64 = 86_400

  /// Opens the file, and makes it when there is none.
  ///
  /// - Throws: ``SummaryStoreError/broken(_:)`` when it is something else.
  public init(path: String, limits: StoreLimits) throws(SummaryStoreError) {
    self.limits = limits
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busySeconds)
    configuration.label = "selvedge.database"
    let pages = limits.bytesMax / StoreLimits.pageBytes
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA page_size = \(StoreLimits.pageBytes)")
      // Lost with the power, at worst, are the last windows; the file stays whole.
      _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
      try database.execute(sql: "PRAGMA cache_size = -1024")
      _ = try Int.fetchOne(database, sql: "PRAGMA journal_size_limit = 4194304")
      _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
      // What a hostile file says of itself is not to be run.
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      (rowCount, seriesCount) = try queue.inDatabase { database in
        try StoreSchema.prepare(database)
        return (
          try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM summary") ?? 0,
          try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM series") ?? 0
        )
      }
    } catch {
      throw SummaryStoreError(error)
    }
  }

  /// Keeps summaries, all of them or none, and returns how many were new. A window that is kept
  /// already stays as it is, so that saying it again does no harm.
  ///
  /// - Throws: ``SummaryStoreError/full(_:)`` also when there are too many series.
  public func insert(_ summaries: [Summary]) throws(SummaryStoreError) -> Int {
    var added = (rows: 0, series: 0)
    do {
      added = try queue.write { database in
        var added = (rows: 0, series: 0)
        for summary in summaries where summary.isValid {
          var place = try Self.series(of: summary, in: database)
          if place == nil {
            guard seriesCount + added.series < limits.series else {
              throw SummaryStoreError.full("there are \(limits.series) series already")
            }
            try database.cachedStatement(
              sql: "INSERT INTO series (site, source, remote, metric) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [summary.site, summary.source, summary.remote, summary.metric])
            place = database.lastInsertedRowID
            added.series += 1
          }
          try database.cachedStatement(
            sql: """
              INSERT INTO summary (start, series, seconds, count, mean, minimum, maximum, median, p95)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
              """
          ).execute(arguments: [
            summary.start, place, summary.seconds, summary.count, summary.mean, summary.minimum,
            summary.maximum, summary.median, summary.p95,
          ])
          added.rows += database.changesCount
        }
        return added
      }
    } catch {
      throw SummaryStoreError(error)
    }
    rowCount += added.rows
    seriesCount += added.series
    return added.rows
  }

  private static func series(of summary: Summary, in database: Database) throws -> Int64? {
    let statement = try database.cachedStatement(
      sql: "SELECT id FROM series WHERE site = ? AND source = ? AND remote = ? AND metric = ?")
    return try Int64.fetchOne(
      statement, arguments: [summary.site, summary.source, summary.remote, summary.metric])
  }

  /// Forgets what is too old, lies in the future, or is beyond the limit, and returns how much.
  ///
  /// - Parameter now: seconds since 1970.
  public func expire(now: Int64) throws(SummaryStoreError) -> Int {
    var forgotten = 0
    let sweeps = seriesCount >= limits.series / 2 || forgottenSinceSweep > limits.rows / 16
    do {
      forgotten = try queue.write { database in
        try database.execute(
          sql: "DELETE FROM summary WHERE start < ? OR start > ?",
          arguments: [now - limits.seconds, now + Self.futureSeconds])
        var forgotten = database.changesCount
        let excess = rowCount - forgotten - limits.rows
        if excess > 0 {
          try database.execute(
            sql: """
              DELETE FROM summary WHERE start <=
              (SELECT start FROM summary ORDER BY start LIMIT 1 OFFSET ?)
              """, arguments: [excess - 1])
          forgotten += database.changesCount
        }
        if sweeps {
          try database.execute(
            sql: "DELETE FROM series WHERE id NOT IN (SELECT series FROM summary)")
          seriesCount -= database.changesCount
        }
        return forgotten
      }
    } catch {
      throw SummaryStoreError(error)
    }
    rowCount -= forgotten
    forgottenSinceSweep = sweeps ? 0 : forgottenSinceSweep + forgotten
    return forgotten
  }

  /// Forgets the oldest sixteenth, for when there is no room left.
  public func makeRoom() throws(SummaryStoreError) {
    do {
      rowCount -= try queue.write { database in
        try database.execute(
          sql: """
            DELETE FROM summary WHERE start <=
            (SELECT start FROM summary ORDER BY start LIMIT 1 OFFSET ?)
            """, arguments: [rowCount / 16])
        return database.changesCount
      }
    } catch {
      throw SummaryStoreError(error)
    }
  }

  /// How full it is.
  public func report() throws(SummaryStoreError) -> StoreReport {
    do {
      return try queue.read { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let oldest = try Int64.fetchOne(
          database, sql: "SELECT start FROM summary ORDER BY start LIMIT 1")
        return StoreReport(
          rows: rowCount, series: seriesCount, bytes: pages * StoreLimits.pageBytes, oldest: oldest)
      }
    } catch {
      throw SummaryStoreError(error)
    }
  }
}
