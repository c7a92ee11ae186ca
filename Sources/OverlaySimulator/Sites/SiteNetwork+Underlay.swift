import OverlayCore

extension SiteNetwork {
  /// The four sites with ordinary delays and losses, for scenarios.
  ///
  /// Each delay is that of the Internet's own route for the pair, so that a private link carries the
  /// traffic of its two ends and nobody else's: MIT reaches MediaOne and Utah reaches ArosNet over
  /// theirs, MIT and Utah reach each other over Internet2, and the rest goes through commercial
  /// providers. What joins two of them is a relay, which is at the end of both.
  ///
  /// - Parameters:
  ///   - hasLastMile: Whether every site's own line loses what `AccessModel.lastMile` says, which
  ///     no path avoids.
  ///   - seed: Decides what is lost and how delays waver, by up to a millisecond.
  static func underlay(hasLastMile: Bool, seed: UInt64) -> Underlay {
    let times = delayMicroseconds.flatMap { row in row.map { UInt32(2 * $0) } }
    let sites = Site.allCases.count
    var underlay = Underlay.measured(
      RTTMatrix(siteCount: sites, times: times), jitter: .milliseconds(1), seed: seed)
    for from in 0..<sites {
      for to in 0..<sites where from != to {
        underlay.setLoss(.independent(loss[from][to]), from: from, to: to)
      }
      if hasLastMile { underlay.setAccess(.lastMile, of: from) }
    }
    return underlay
  }
}
