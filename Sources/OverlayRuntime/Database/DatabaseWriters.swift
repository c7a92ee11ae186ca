internal import OverlayCore
internal import OverlayDatabase

/// What each host that has the token may add to the database that this node serves.
///
/// The token is one for all, so it cannot tell them apart; their addresses can. A name under which
/// something was measured (``OverlayDatabase/Summary/source``) belongs to the host that first wrote under
/// it, for as long as it goes on; the serving node's own belongs to nobody else. A window that is kept is
/// never changed (``OverlayDatabase/SummaryStore``). So a host can add to what it said itself, and neither
/// change nor forestall what others say; and it is bounded in how much of the others' it can push out.
struct DatabaseWriters {
  private struct Writer {
    /// Its names, and the hashes of the series that it has begun.
    var sources: Set<String> = []
    var series: Set<Int> = []
    /// Summaries that it may add at once.
    var budget = DatabaseWriters.budgetMax
    var usedAt: Instant
  }

  private var writers: [UnderlayAddress: Writer] = [:]
  private let own: String

  /// Twice what a client keeps while the server is away.
  private static let budgetMax = 2.0 * Double(RuntimeLimits.databaseWaitingSummaries)
  /// Three fifths more than a host with fifty neighbours and windows of a minute has.
  private static let summariesPerSecond = 10.0
  /// After so long without a word a name is free again.
  private static let lifetime = Interval.seconds(86_400)

  /// - Parameter own: the serving node's own name.
  init(own: String) {
    self.own = own
  }

  /// Those of a host's summaries that it may add.
  mutating func admitted(
    _ summaries: [Summary], from host: UnderlayAddress, now: Instant
  ) -> [Summary] {
    expire(now: now)
    guard writers[host] != nil || writers.count < RuntimeLimits.databaseWriters else { return [] }
    var writer = writers[host] ?? Writer(usedAt: now)
    let seconds = (now - writer.usedAt).inSeconds
    writer.budget = min(Self.budgetMax, writer.budget + seconds * Self.summariesPerSecond)
    writer.usedAt = now
    var admitted: [Summary] = []
    for summary in summaries {
      guard writer.budget >= 1, isFree(summary.source, for: host, &writer) else { continue }
      var hasher = Hasher()
      hasher.combine(summary.site)
      hasher.combine(summary.source)
      hasher.combine(summary.remote)
      hasher.combine(summary.metric)
      let series = hasher.finalize()
      guard
        writer.series.contains(series)
          || writer.series.count < RuntimeLimits.databaseSeriesEach
      else { continue }
      writer.series.insert(series)
      writer.budget -= 1
      admitted.append(summary)
    }
    writers[host] = writer
    return admitted
  }

  /// Whether a host may write under a name, which is its own from then on.
  private func isFree(
    _ source: String, for host: UnderlayAddress, _ writer: inout Writer
  ) -> Bool {
    if writer.sources.contains(source) { return true }
    guard source != own, writer.sources.count < RuntimeLimits.databaseSourcesEach else {
      return false
    }
    for (other, theirs) in writers where other != host && theirs.sources.contains(source) {
      return false
    }
    writer.sources.insert(source)
    return true
  }

  private mutating func expire(now: Instant) {
    writers = writers.filter { $0.value.usedAt + Self.lifetime > now }
  }
}
