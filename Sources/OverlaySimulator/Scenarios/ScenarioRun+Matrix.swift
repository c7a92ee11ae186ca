import OverlayCore

// What the data itself says, before any node runs on it.

extension ScenarioRun {
  /// Relays that the whole matrix has room for, in hindsight; not only those of the sites chosen.
  mutating func measureRelayGain() {
    guard let data = job.settings.topology.data else { return }
    let matrix = data.matrix
    let gain = RelayGain(matrix)
    note("data-quicker", gain.quickerShare)
    note("data-quicker-fifth", gain.muchQuickerShare)
    if matrix.sliceCount > 1 { note("data-lasting", gain.lastingShare) }
    let chosen =
      job.settings.nodes < matrix.siteCount
      ? "\(job.settings.nodes) of \(matrix.siteCount) sites, drawn by the seed"
      : "all \(matrix.siteCount) sites"
    result.remarks.append(
      "\(data.name): \(matrix.sliceCount) slices of \(Int(matrix.sliceLength.inSeconds)) s, \(chosen)"
    )
    result.trace.combine(UInt64(gain.quicker))
  }

  /// Tries every ``LatencyEstimator`` on the sites chosen.
  mutating func measureEstimators() {
    guard let matrix = job.settings.topology.chosenMatrix(nodes: job.settings.nodes, seed: job.seed)
    else { return }
    let study = EstimatorStudy(matrix)
    guard study.isPossible else {
      result.remarks.append("\(matrix.sliceCount) slices are too few to foretell anything")
      return
    }
    var table = Self.emptyTable
    var later: [Double] = []
    for estimator in LatencyEstimator.allCases {
      let finding = study.find(estimator)
      enter(finding, in: &table)
      later.append(finding.later.milliseconds)
      result.trace.combine(finding.later.milliseconds.bitPattern)
      progress("\(job.name): \(estimator.name) tried")
    }
    let direct = study.directMilliseconds(lag: EstimatorStudy.lag)
    let best = study.bestMilliseconds(lag: EstimatorStudy.lag)
    let none = Double.nan
    table.add(
      "direct path",
      [none, none, none, none, direct, none, none, study.directMilliseconds(lag: 1)])
    table.add(
      "hindsight", [none, none, none, none, best, none, none, study.bestMilliseconds(lag: 1)])
    result.tables.append(table)
    note("direct-ms", direct)
    note("best-ms", best)
    guard let own = result["selvedge.later-ms"], let quickest = later.min(),
      let median = result["median-3-ewma.later-ms"]
    else { return }
    note("selvedge-to-quickest", own / quickest)
    note("selvedge-to-median", own / median)
    note("selvedge-to-direct", own / direct)
  }

  private static var emptyTable: ScenarioTable {
    ScenarioTable(
      title: "errors as shares of what came; mean round trips of the paths chosen",
      columns: [
        "ESTIMATOR", "NEXT SLICE", "90 %", "NEXT MEASUREMENT", "90 %",
        "\(EstimatorStudy.lag) SLICES LATER, ms", "WORSE", "CHANGED", "NEXT SLICE, ms",
      ])
  }

  private mutating func enter(
    _ finding: EstimatorStudy.Finding, in table: inout ScenarioTable
  ) {
    let name = finding.estimator.name
    note("\(name).next-median", finding.nextMedian)
    note("\(name).next-90", finding.next90)
    note("\(name).renewed-median", finding.renewedMedian)
    note("\(name).renewed-90", finding.renewed90)
    note("\(name).later-ms", finding.later.milliseconds)
    note("\(name).later-worse", finding.later.worseShare)
    note("\(name).later-changed", finding.later.changedShare)
    note("\(name).soon-ms", finding.soon.milliseconds)
    table.add(
      name,
      [
        finding.nextMedian, finding.next90, finding.renewedMedian, finding.renewed90,
        finding.later.milliseconds, finding.later.worseShare, finding.later.changedShare,
        finding.soon.milliseconds,
      ])
  }
}
