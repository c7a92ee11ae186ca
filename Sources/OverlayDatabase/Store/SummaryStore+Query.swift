internal import GRDB

extension SummaryStore {
  /// What is asked for, by site, remote, metric and time; the first `limit` of it.
  public func summaries(
    _ filter: SummaryFilter, limit: Int
  ) throws(SummaryStoreError) -> [Summary] {
    guard filter.isValid else { return [] }
    let (condition, arguments) = Self.condition(filter)
    let sql =
      if let step = filter.step {
        // The times are the key, so that only the stretch asked for is read.
        """
        SELECT site, CASE WHEN MIN(source) = MAX(source) THEN source ELSE '' END AS source, remote, \
        metric, (start / \(step)) * \(step) AS start, MAX(\(step), MAX(seconds)) AS seconds, \
        SUM(count) AS count, SUM(mean * count) / SUM(count) AS mean, MIN(minimum) AS minimum, \
        MAX(maximum) AS maximum, SUM(median * count) / SUM(count) AS median, MAX(p95) AS p95 \
        FROM summary JOIN series ON series.id = summary.series WHERE \(condition) \
        GROUP BY site, remote, metric, summary.start / \(step) ORDER BY 1, 3, 4, 5 LIMIT ?
        """
      } else {
        """
        SELECT site, source, remote, metric, start, seconds, count, mean, minimum, maximum, median, \
        p95 FROM summary JOIN series ON series.id = summary.series WHERE \(condition) \
        ORDER BY site, remote, metric, start, source LIMIT ?
        """
      }
    do {
      return try queue.read { database in
        let rows = try Row.fetchCursor(
          database, sql: sql, arguments: StatementArguments(arguments + [limit.databaseValue]))
        var found: [Summary] = []
        while let row = try rows.next() {
          if let summary = Self.summary(row) { found.append(summary) }
        }
        return found
      }
    } catch {
      throw SummaryStoreError(error)
    }
  }

  private static func condition(_ filter: SummaryFilter) -> (String, [DatabaseValue]) {
    var conditions = ["summary.start >= ?", "summary.start < ?"]
    var arguments = [(filter.since ?? 0).databaseValue, (filter.until ?? Int64.max).databaseValue]
    if let site = filter.site {
      conditions.append("site = ?")
      arguments.append(site.databaseValue)
    }
    if let remote = filter.remote {
      conditions.append("remote = ?")
      arguments.append(remote.databaseValue)
    }
    if let metric = filter.metric {
      conditions.append("(metric = ? OR metric GLOB ?)")
      arguments += [metric.databaseValue, "\(metric)-*".databaseValue]
    }
    return (conditions.joined(separator: " AND "), arguments)
  }

  /// A row's summary; nil when somebody has put something else into the file. SQLite lets any column
  /// hold any type, and GRDB's plain subscripts would trap on that.
  private static func summary(_ row: Row) -> Summary? {
    func text(_ column: String) -> String? { .fromDatabaseValue(row[column]) }
    func whole(_ column: String) -> Int64? { .fromDatabaseValue(row[column]) }
    func number(_ column: String) -> Double? { .fromDatabaseValue(row[column]) }
    guard let site = text("site"), let source = text("source"), let remote = text("remote"),
      let metric = text("metric"), let start = whole("start"), let seconds = whole("seconds"),
      let count = whole("count"), let mean = number("mean"), let minimum = number("minimum"),
      let maximum = number("maximum"), let median = number("median"), let p95 = number("p95"),
      [mean, minimum, maximum, median, p95].allSatisfy(\.isFinite)
    else { return nil }
    return Summary(
      site: site, source: source, remote: remote, metric: metric, start: start, seconds: seconds,
      count: count, mean: mean, minimum: minimum, maximum: maximum, median: median, p95: p95)
  }
}
