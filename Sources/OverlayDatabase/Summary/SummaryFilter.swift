/// Which summaries are asked for. A property without a value lets everything through.
public struct SummaryFilter: Codable, Hashable, Sendable {
  /// Where they were measured.
  public var site: String?
  /// What was measured.
  public var remote: String?
  /// Which property; `loss` stands for `loss-in` and `loss-out` too.
  public var metric: String?
  /// The first second of the windows' beginnings, since 1970.
  public var since: Int64?
  /// The second after the last.
  public var until: Int64?
  /// Windows are merged into ones of that many seconds, and those of all nodes of a site with
  /// them; without it they are given as they are kept.
  public var step: Int64?

  /// A filter with every field given.
  public init(
    site: String? = nil, remote: String? = nil, metric: String? = nil, since: Int64? = nil,
    until: Int64? = nil, step: Int64? = nil
  ) {
    (self.site, self.remote, self.metric) = (site, remote, metric)
    (self.since, self.until, self.step) = (since, until, step)
  }

  /// Whether it holds together.
  public var isValid: Bool {
    [site, remote, metric].compactMap(\.self).allSatisfy(MetricName.isName)
      && [since, until].compactMap(\.self).allSatisfy { 0...Summary.startMax ~= $0 }
      && step.map { 1...Summary.startMax ~= $0 } ?? true
  }

  /// Whether it lets a summary through, the times aside.
  public func admits(_ summary: Summary) -> Bool {
    (site ?? summary.site) == summary.site && (remote ?? summary.remote) == summary.remote
      && (metric.map { summary.metric == $0 || summary.metric.hasPrefix("\($0)-") } ?? true)
  }
}
