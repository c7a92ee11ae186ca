internal import OverlayDatabase

extension DatabaseConnection {
  /// What is kept of one remote or all, one metric or all, one site or all.
  ///
  /// - Parameters:
  ///   - since: seconds since 1970.
  ///   - step: windows are merged into ones of that many seconds; 0 gives them as they are kept.
  public func history(
    remote: String?, metric: String?, site: String?, since: Int64, step: Int64
  ) throws(DatabaseError) -> [HistorySeries] {
    HistorySeries.list(
      try summaries(
        SummaryFilter(
          site: site, remote: remote, metric: metric, since: since, step: step == 0 ? nil : step)))
  }

  /// Hands on what is added from now on, until the server goes away.
  public func follow(
    remote: String?, metric: String?, site: String?, _ receive: (HistorySeries) throws -> Void
  ) throws {
    try follow(SummaryFilter(site: site, remote: remote, metric: metric)) { summaries in
      for series in HistorySeries.list(summaries) { try receive(series) }
    }
  }
}
