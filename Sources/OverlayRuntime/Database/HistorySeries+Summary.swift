public import OverlayDatabase

extension HistorySeries {
  /// Summaries in the order of their series and time, as series.
  public static func list(_ summaries: [Summary]) -> [HistorySeries] {
    var list: [HistorySeries] = []
    for summary in summaries {
      let point = Point(
        start: summary.start, seconds: summary.seconds, count: summary.count, mean: summary.mean,
        minimum: summary.minimum, maximum: summary.maximum, median: summary.median,
        p95: summary.p95)
      if let last = list.last, last.site == summary.site, last.remote == summary.remote,
        last.metric == summary.metric
      {
        if last.source != summary.source { list[list.count - 1].source = "" }
        list[list.count - 1].points.append(point)
      } else {
        list.append(
          HistorySeries(
            site: summary.site, source: summary.source, remote: summary.remote,
            metric: summary.metric, unit: MetricName.unit(of: summary.metric), points: [point]))
      }
    }
    return list
  }
}
