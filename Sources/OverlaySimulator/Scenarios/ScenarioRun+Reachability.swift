import OverlayCore

// Figure 14: who reaches whom when router links fail, before anything is repaired.

extension ScenarioRun {
  /// Fails growing shares of the router links and looks at pairs of hosts drawn by the seed.
  ///
  /// The overlay's column is first reachable link selection over the tables as the joins left them:
  /// at each node the first of primary and backups to which IP works both ways. Columns are shares
  /// of all pairs, but for the last two: existing ways that the overlay missed, as shares of the
  /// pairs that any overlay could connect, and that cables connect.
  mutating func measureReachability(_ shares: [Double], pairs: Int) {
    var series = ScenarioSeries(
      name: "reachability",
      columns: [
        "failed_links", "ip", "frls", "neither", "any_relays", "four_random_relays", "cables",
        "missed_by_frls", "missed_of_cables",
      ])
    for share in shares.sorted() {
      healLinks()
      failLinks(share)
      let now = simulation.now
      guard let truth = simulation.underlay.withRouters({ $0.reachability(at: now) }) else {
        return
      }
      var counts = ReachabilityCounts()
      for _ in 0..<pairs { look(at: truth, &counts) }
      series.rows.append([share] + counts.shares)
      for (name, value) in counts.measures {
        note("\(name)-at-\(Int((share * 100).rounded()))", value)
      }
    }
    healLinks()
    result.series.append(series)
    let missed = series.rows.map { $0[7] }
    note("missed-most", missed.max() ?? 0)
  }

  private mutating func look(at truth: Reachability, _ counts: inout ReachabilityCounts) {
    let hosts = simulation.runningHosts.count
    let source = Int(random.next() % UInt64(hosts))
    let other = Int(random.next() % UInt64(hosts - 1))
    let destination = other < source ? other : other + 1
    let isByIP = truth.isConnectedByIP(from: source, to: destination)
    var isByFour = isByIP
    for _ in 0..<4 {
      let relay = Int(random.next() % UInt64(hosts))
      isByFour =
        isByFour
        || truth.isConnectedByIP(from: source, to: relay)
          && truth.isConnectedByIP(from: relay, to: destination)
    }
    counts.add(
      ip: isByIP, frls: simulation.reaches(destination, from: source, over: truth),
      relays: truth.isConnectedByRelays(source, destination), four: isByFour,
      cables: truth.isConnectedByCables(source, destination))
  }
}
